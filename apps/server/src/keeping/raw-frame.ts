import { type EventAt, eventId, isReplayPartition } from '@tocsin/event'
import { erasedBy, frameOrGap, isVisible, type RawFrame, type Scope, type StateStore } from '@tocsin/store'
import { evidenceCopy } from '@tocsin/watch'

/**
 * The frame that carried an event: from the log, else from a finding's evidence, else since when and why it is gone.
 *
 * Who does not see everything gets only a frame whose source is known and in the scope; all else is unknown to them.
 */
export async function rawFrame(logDir: string, state: StateStore, scope: Scope, at: EventAt): Promise<RawFrame> {
  const found = await anyRawFrame(logDir, state, at)
  if (scope.kind === 'all') return found
  return found.kind === 'kept' && isVisible(scope, [found.source]) ? found : { kind: 'unknown' }
}

async function anyRawFrame(logDir: string, state: StateStore, at: EventAt): Promise<RawFrame> {
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
  if (copy !== undefined) return { kind: 'kept', from: 'evidence', source: '', ...copy }
  if (found === undefined) return { kind: 'unknown' }
  const { since, why, days } = found.gap
  return { kind: 'gone', since, why, days }
}
