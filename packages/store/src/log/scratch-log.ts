import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Frame } from '@tocsin/event'
import { manualClock } from '@tocsin/kit'
import type { FrameBatch, FrameDraft, LogReader } from '../ports.ts'
import { emptyPosition } from '../position.ts'
import { framesOf } from './frames-of.ts'
import { type LogReaderOptions, openLogReader } from './log-reader.ts'
import { openSegmentLog, type SegmentLog, type SegmentLogOptions } from './segment-log.ts'

/** 2026-01-01T00:00:00Z in milliseconds. */
export const newYear = 1_767_225_600_000

/** For tests: gives `use` a folder of its own and removes it afterwards. */
export async function inScratch<Answer>(use: (dir: string) => Answer | Promise<Answer>): Promise<Answer> {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-log-'))
  try {
    return await use(dir)
  } finally {
    rmSync(dir, { recursive: true })
  }
}

/** For tests: a live lane with a clock that stands still, and groups that wait for nobody. */
export function scratchLog(dir: string, options: Partial<SegmentLogOptions> = {}): SegmentLog {
  return openSegmentLog({ dir, lane: 0, clock: manualClock(newYear), groupMillis: 0, ...options })
}

/** For tests: a draft whose payload is a text. */
export function draftOf(text: string, over: Partial<FrameDraft> = {}): FrameDraft {
  return {
    kind: 'data',
    realm: 'real',
    origin: 'address',
    source: 'syslog',
    decoder: 'syslog',
    peer: '192.0.2.1:514',
    key: text,
    payload: new TextEncoder().encode(text),
    ...over,
  }
}

/** For tests: everything that a reader gives until it gives nothing. */
export function batchesFrom(reader: LogReader, maxBytes = 64 * 1024): FrameBatch[] {
  const batches: FrameBatch[] = []
  for (let batch = reader.next(maxBytes); batch !== undefined; batch = reader.next(maxBytes)) batches.push(batch)
  reader.close()
  return batches
}

/** For tests: all frames of a lane from a position. */
export function framesIn(dir: string, options: Partial<LogReaderOptions> = {}, maxBytes?: number): Frame[] {
  const reader = openLogReader({ dir, lane: 0, from: emptyPosition(), ...options })
  return batchesFrom(reader, maxBytes).flatMap((batch) => [...framesOf(batch)])
}

/** For tests: the payloads of data frames as texts. */
export function textsIn(dir: string, options: Partial<LogReaderOptions> = {}): string[] {
  return framesIn(dir, options)
    .filter(({ kind }) => kind === 'data')
    .map(({ payload }) => new TextDecoder().decode(payload))
}
