import { type EventAt, eventId, isReplayPartition } from '@tocsin/event'
import { eventQuery } from '@tocsin/query'
import {
  type EventStore,
  erasedBy,
  everything,
  frameOrGap,
  isVisible,
  type RawFrame,
  type Scope,
  type StateStore,
  unknownSource,
} from '@tocsin/store'
import { evidenceCopy } from '@tocsin/watch'

/** Where frames are, and what is known of them. */
export interface RawFrames {
  readonly logDir: string
  readonly state: StateStore
  readonly events: Pick<EventStore, 'query'>
}

/**
 * The frame that carried an event: from the log, else from a finding's evidence, else since when and why it is gone.
 *
 * Who does not see everything is told only of frames whose source is known and in the scope; all else is unknown to them. Where
 * neither frame nor evidence names the source, the event's columns do, which mostly stay longer.
 */
export async function rawFrame(frames: RawFrames, scope: Scope, at: EventAt): Promise<RawFrame> {
  const found = await anyRawFrame(frames, at)
  if (scope.kind === 'all' || found.kind === 'unknown') return found
  const named = found.kind === 'kept' ? found.source : unknownSource
  const source = named === unknownSource ? await sourceInColumns(frames.events, at) : named
  if (!isVisible(scope, [source])) return { kind: 'unknown' }
  return found.kind === 'kept' ? { ...found, source } : found
}

async function anyRawFrame({ logDir, state }: RawFrames, at: EventAt): Promise<RawFrame> {
  // An erased event is gone from the moment of its erasure, also while the log still waits to be written anew.
  const erasure = await erasedBy(state, at)
  if (erasure !== undefined && erasure.step !== 'gathering')
    return { kind: 'gone', since: erasure.at, why: 'erasure', days: null }
  const found = frameOrGap(logDir, isReplayPartition(at.partition) ? 1 : 0, at.partition, at.offset)
  if (found?.frame !== undefined) {
    const { payload, source } = found.frame
    return { kind: 'kept', from: 'log', payload, whole: true, source }
  }
  const copy = await evidenceCopy(state, eventId(at))
  if (copy !== undefined) return { kind: 'kept', from: 'evidence', ...copy }
  if (found === undefined) return { kind: 'unknown' }
  const { since, why, days } = found.gap
  return { kind: 'gone', since, why, days }
}

async function sourceInColumns(events: Pick<EventStore, 'query'>, at: EventAt): Promise<string> {
  const { rows } = await events.query(eventQuery(eventId(at), 'received'), everything)
  const source = rows[0]?.['source']
  return typeof source === 'string' ? source : unknownSource
}
