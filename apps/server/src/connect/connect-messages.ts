import type { Admission, Attempt } from '../sends/gate/gate.ts'
import type { Sent } from '../sends/sent.ts'
import type { Appended, Batch, Started } from './driver.ts'

/** What the connect thread is started with. */
export interface ConnectStart {
  readonly dataDir: string
  /** Folders below which files may be followed. */
  readonly roots: readonly string[]
  /** Its calls to the main thread. */
  readonly house: import('node:worker_threads').MessagePort
}

/** What the main thread does for the connect thread. */
export interface HouseHandlers {
  append(batch: Batch): Promise<Appended>
  keep(id: string, positions: readonly (readonly [place: string, position: string | undefined])[]): Promise<void>
  /** Whether something may be connected to. */
  admit(attempt: Attempt): Admission
  sent(all: readonly Sent[]): void
  refused(what: {
    readonly source: string
    readonly reason: string
    readonly peer: string
    readonly offset?: number
  }): void
}

export type { Started }
