import { type EventAt, eventId, isReplayPartition } from '@tocsin/event'
import { frameAt, isVisible, type RawFrame, type Scope, type StateStore } from '@tocsin/store'
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
  const frame = frameAt(logDir, isReplayPartition(at.partition) ? 1 : 0, at.partition, at.offset)
  if (frame !== undefined) {
    return { kind: 'kept', from: 'log', payload: frame.payload, whole: true, source: frame.source }
  }
  const copy = await evidenceCopy(state, eventId(at))
  return copy === undefined ? { kind: 'unknown' } : { kind: 'kept', from: 'evidence', source: '', ...copy }
}
