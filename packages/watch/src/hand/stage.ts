import type { DetectStage } from '@tocsin/capability'
import { handSource } from '@tocsin/kit'
import { toldFinding } from './finding.ts'

/** What people tell by hand becomes a finding each: it is in the log, so that a rerun gives it again. */
export function handStage(): DetectStage {
  return {
    name: 'hand',
    control() {},
    judge(event, frame, out) {
      // Only Tocsin itself appends under this name, in the realm `real`.
      if (event.realm !== 'real' || event.origin !== 'proven' || !isHandSource(event.source)) return
      const finding = toldFinding(event)
      if (finding === undefined) return
      out.say({
        finding,
        frames: finding.evidence.map(({ event: id }, place) => ({
          event: id,
          bytes: place === 0 ? frame.payload : undefined,
        })),
      })
    },
  }
}

/** Whether events of a source are what people tell. */
export function isHandSource(source: string): boolean {
  return source === handSource() || source.startsWith(`${handSource()}/`)
}
