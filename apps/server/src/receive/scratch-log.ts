import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, systemClock } from '@tocsin/kit'
import { emptyPosition, framesOf, openLogReader, openSegmentLog, type SegmentLog } from '@tocsin/store'

/** For tests: a real log in a folder of its own, whose disk can be slow or full. */
export interface ScratchLog {
  readonly log: SegmentLog
  /** Appends that were asked for and are not answered, and bytes of their payloads. */
  readonly waiting: { readonly appends: number; readonly bytes: number }
  /** Most bytes that ever waited at once. */
  readonly mostWaiting: number
  /** Appends are answered no more, until `release`. */
  hold(): void
  release(): void
  /** The disk takes nothing more, until `free`. */
  fill(): void
  free(): void
  /** What is durable, in the order of the log. */
  frames(): { readonly kind: string; readonly received: number; readonly peer: string; readonly text: string }[]
  close(): Promise<void>
}

export function scratchLog(lane = 0, clock: Clock = systemClock): ScratchLog {
  const dir = fs.mkdtempSync(join(tmpdir(), 'tocsin-receive-'))
  let full = false
  const files = {
    ...fs,
    fdatasyncSync(fd: number) {
      if (full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
      fs.fdatasyncSync(fd)
    },
  }
  const real = openSegmentLog({ dir, lane, clock, files, groupMillis: 1 })
  let gate: Promise<void> | undefined
  let openGate = () => {}
  let appends = 0
  let bytes = 0
  let mostWaiting = 0

  return {
    log: {
      ...real,
      async append(drafts, key) {
        const cost = drafts.reduce((sum, draft) => sum + draft.payload.length, 0)
        appends++
        bytes += cost
        mostWaiting = Math.max(mostWaiting, bytes)
        try {
          if (gate !== undefined) await gate
          return await real.append(drafts, key)
        } finally {
          appends--
          bytes -= cost
        }
      },
    },
    get waiting() {
      return { appends, bytes }
    },
    get mostWaiting() {
      return mostWaiting
    },
    hold() {
      gate = new Promise((resolve) => {
        openGate = resolve
      })
    },
    release() {
      gate = undefined
      openGate()
    },
    fill() {
      full = true
    },
    free() {
      full = false
    },
    frames() {
      const reader = openLogReader({ dir, lane, from: emptyPosition(), limit: () => real.position() })
      const found: ReturnType<ScratchLog['frames']> = []
      for (let batch = reader.next(1 << 20); batch !== undefined; batch = reader.next(1 << 20)) {
        for (const { kind, received, peer, payload } of framesOf(batch)) {
          found.push({ kind, received, peer, text: Buffer.from(payload).toString() })
        }
      }
      reader.close()
      return found
    },
    async close() {
      openGate()
      await real.close()
      fs.rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Waits until something holds; a test's own time limit is the only clock. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2))
}
