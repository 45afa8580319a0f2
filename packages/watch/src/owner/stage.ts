import type { DetectStage } from '@tocsin/capability'
import { isHandSource } from '../hand/stage.ts'
import { answerFinding } from './finding.ts'

/** What owners answer becomes a finding each, in the incident that they were asked about; a rerun gives it again. */
export function ownerStage(): DetectStage {
  return {
    name: 'owner',
    control() {},
    judge(event, frame, out) {
      // Only Tocsin itself appends under this name.
      if (event.realm === 'replay' || event.origin !== 'proven' || !isHandSource(event.source)) return
      const finding = answerFinding(event)
      if (finding === undefined) return
      out.say({
        finding,
        frames: finding.evidence.map(({ event: id }) => ({ event: id, bytes: frame.payload.slice() })),
      })
    },
  }
}
