import { type Event, nothingSeen } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import { decoders } from '@tocsin/sources'
import { eventTime } from '@tocsin/stream'
import { numberedLines } from '../numbered-lines.ts'
import { plain } from '../output.ts'

/**
 * The events that a file's records give, read as one source reads them.
 *
 * @param unread counts the records that cannot be read
 * @param lines grows by the line, from 0, of each event that is given
 * @throws TocsinError `unknown-source`
 */
export async function* eventsOf(
  path: string,
  source: string,
  unread: { refused: number },
  lines: number[],
): AsyncGenerator<Event> {
  const decoder = decoders.find(({ id }) => id === source)
  if (decoder === undefined) {
    throw new TocsinError('unknown-source', `No source reads ${plain(source)}`, {
      fix: `Use one of ${decoders.map(({ id }) => id).join(', ')}`,
    })
  }
  const received = Date.now()
  for await (const { number, bytes } of numberedLines(path)) {
    const frame = {
      partition: 0,
      offset: number,
      received: received * 1000,
      kind: 'data',
      realm: 'replay',
      origin: 'claimed',
      source,
      decoder: source,
      peer: '',
      payload: bytes ?? new Uint8Array(),
    } as const
    const decoded = decoder.decode(frame)
    if (!decoded.ok) {
      unread.refused++
      continue
    }
    for (const [index, part] of decoded.value.entries()) {
      lines.push(number)
      yield {
        at: { partition: 0, offset: number, index },
        ...eventTime(part.time, received),
        received,
        source,
        decoder: source,
        realm: 'replay',
        origin: 'claimed',
        logsources: part.logsources,
        native: part.native,
        derived: part.derived,
        ocsf: part.ocsf,
        observables: part.observables,
        seen: nothingSeen,
      }
    }
  }
}
