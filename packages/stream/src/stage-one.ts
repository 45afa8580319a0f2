import type { CityControl, DetectStage, LabelStage, Mark, RecogniseStage, Said } from '@tocsin/capability'
import {
  type Control,
  type Decoded,
  type Decoder,
  type Event,
  type Frame,
  nothingSeen,
  partitionsPerLane,
} from '@tocsin/event'
import { fromZone, hash32 } from '@tocsin/kit'
import { atOrAfter, encodeRow, type FrameBatch, framesOf, type Position } from '@tocsin/store'
import type { Flow } from './flow.ts'
import { labelled } from './labelled.ts'
import type { Placed, Refused, SenderCount, ShardItem, SourceCount, StageTimes, Trouble } from './messages.ts'
import { senderCounts } from './senders.ts'
import { eventTime } from './time.ts'
import { openTroubles } from './troubles.ts'

/** Everything that stage 1 makes of one batch. */
export interface Judged {
  readonly rows: Uint8Array
  readonly events: number
  readonly said: readonly Placed[]
  /** By shard; ticks are in every shard's list. */
  readonly items: readonly (readonly ShardItem[])[]
  readonly refused: readonly Refused[]
  readonly sources: readonly SourceCount[]
  readonly senders: readonly SenderCount[]
  readonly times: StageTimes
  /** Detectors that threw: the event was judged by the others. */
  readonly troubles: readonly Trouble[]
}

export interface StageOne {
  control(control: Control, content: Uint8Array | undefined): void
  /** From here on this version of the city holds. */
  city(control: CityControl, contents: ReadonlyMap<string, Uint8Array>): void
  judge(batch: FrameBatch): Judged
}

const excerptBytes = 256

/**
 * Stage 1 of a lane: decode, recognise, judge each event alone. Keeps nothing between batches but the rules.
 *
 * @param counted frames before it were counted by sender already
 */
export function openStageOne(flow: Flow, counted?: Position): StageOne {
  const own = flow.decode.map((decoder) => [decoder.id, decoder] as const)
  let decoders: ReadonlyMap<string, Decoder> = new Map(own)
  const detectors = flow.detect()
  const labels = flow.label?.() ?? []
  const recogniser = flow.recognise?.()
  /** Why the version of the city that the log names cannot be had: told with each batch, since its events know no city. */
  let blind: unknown
  return {
    control: (control, content) => {
      if (control.kind === 'rules' && content !== undefined && flow.decodeMore !== undefined) {
        const more = flow.decodeMore(content).map((decoder) => [decoder.id, decoder] as const)
        decoders = new Map([...more, ...own])
      }
      for (const detector of detectors) detector.control(control, content)
      for (const label of labels) label.control(control, content)
    },
    city: (control, contents) => {
      try {
        recogniser?.control(control, contents)
        blind = undefined
      } catch (error) {
        blind = error
      }
    },
    judge: (batch) => {
      const read = decodeAll(batch, decoders, recogniser, counted)
      const decoded = performance.now()
      const found = detectAll(read.events, detectors, labels)
      if (blind !== undefined) found.troubles.note('recognition', blind)
      const detected = performance.now()
      const rows = encodeAll(read.events)
      return {
        rows,
        events: read.events.length,
        said: found.said,
        items: toShards(read.ticks, found.marks),
        refused: [...read.refused.values()],
        sources: [...read.sources.values()],
        senders: read.senders.all(),
        times: {
          decode: (decoded - read.started) * 1000,
          detect: (detected - decoded) * 1000,
          encode: (performance.now() - detected) * 1000,
        },
        troubles: found.troubles.all(),
      }
    },
  }
}

interface Read {
  readonly event: Event
  readonly frame: Frame
  /** The frame's ordinal in its batch. */
  readonly ordinal: number
}

interface Tick {
  readonly ordinal: number
  readonly frame: Frame
}

function decodeAll(
  batch: FrameBatch,
  decoders: ReadonlyMap<string, Decoder>,
  recogniser: RecogniseStage | undefined,
  counted: Position | undefined,
) {
  const started = performance.now()
  const events: Read[] = []
  const ticks: Tick[] = []
  const refused = new Map<string, Counting<Refused>>()
  const sources = new Map<string, Counting<SourceCount>>()
  const senders = senderCounts()
  let ordinal = -1
  for (const frame of framesOf(batch)) {
    ordinal++
    if (frame.kind === 'tick') ticks.push({ ordinal, frame })
    if (frame.kind !== 'data') continue
    let count = sources.get(frame.source)
    if (count === undefined) {
      count = {
        source: frame.source,
        frames: 0,
        events: 0,
        refused: 0,
        late: 0,
        skewed: 0,
        repeated: 0,
        bytes: 0,
        last: 0,
      }
      sources.set(frame.source, count)
    }
    count.frames++
    count.bytes += frame.payload.length
    count.last = frame.received
    const made = decodeFrame(frame, decoders)
    if (counted === undefined || atOrAfter(counted, frame.partition, frame.offset)) senders.note(frame, made)
    if ('reason' in made) {
      count.refused++
      const key = `${made.reason} ${frame.source}`
      const before = refused.get(key)
      if (before === undefined) refused.set(key, sampleOf(frame, made))
      else before.count++
      continue
    }
    count.events += made.events.length
    if (frame.repeated === true) count.repeated++
    for (const { timeQuality } of made.events) {
      if (timeQuality === 'late') count.late++
      else if (timeQuality === 'skewed') count.skewed++
    }
    for (const event of made.events) events.push({ event: recogniser?.recognise(event) ?? event, frame, ordinal })
  }
  return { started, events, ticks, refused, sources, senders }
}

/** The events that a frame gives, as stages see them before anything recognises or judges; or why it gives none. */
export function decodeFrame(
  frame: Frame,
  decoders: ReadonlyMap<string, Decoder>,
): { readonly events: readonly Event[]; readonly local: boolean } | { reason: Refused['reason']; offset: number } {
  const decoder = decoders.get(frame.decoder)
  if (decoder === undefined) return { reason: 'no-decoder', offset: 0 }
  try {
    const decoded = decoder.decode(frame)
    if (!decoded.ok) return decoded.error
    const received = frame.received / 1000
    const events = decoded.value.map((part, index) => ({
      at: { partition: frame.partition, offset: frame.offset, index },
      ...eventTime(zoned(part, frame.zone), received),
      received,
      source: frame.source,
      decoder: frame.decoder,
      repeated: frame.repeated === true,
      realm: frame.realm,
      origin: frame.origin,
      logsources: part.logsources,
      native: part.native,
      derived: part.derived,
      ocsf: part.ocsf,
      observables: part.observables,
      seen: nothingSeen,
      ...(part.verdict === undefined ? {} : { verdict: part.verdict }),
    }))
    return { events, local: decoded.value.some(({ local }) => local === true) }
  } catch {
    // A decoder is total by contract; one that is not must cost its frame, never the stream.
    return { reason: 'decoder-failed', offset: 0 }
  }
}

/** A time that was written without a zone is that of its source's zone. */
function zoned({ time, local }: Decoded, zone: string | undefined): number | undefined {
  return time === undefined || local !== true || zone === undefined ? time : fromZone(time, zone)
}

type Counting<Counted> = { -readonly [Key in keyof Counted]: Counted[Key] }

function sampleOf(frame: Frame, failure: { reason: Refused['reason']; offset: number }): Counting<Refused> {
  return {
    source: frame.source,
    count: 1,
    peer: frame.peer,
    reason: failure.reason,
    offset: failure.offset,
    received: frame.received,
    excerpt: frame.payload.slice(0, excerptBytes),
  }
}

function detectAll(events: readonly Read[], detectors: readonly DetectStage[], labels: readonly LabelStage[]) {
  const said: Placed[] = []
  const marks: { ordinal: number; mark: Mark }[] = []
  const troubles = openTroubles()
  let at = events[0]
  const out = {
    say: (one: Said) => {
      if (at === undefined) return
      said.push({ frame: at.ordinal, stage: 1, at: at.event.at, said: labelled(one, labels, troubles.note, at.event) })
    },
    mark: (mark: Omit<Mark, 'at' | 'received'>) => {
      if (at === undefined) return
      marks.push({ ordinal: at.ordinal, mark: { ...mark, at: at.event.at, received: at.event.received } })
    },
    fail: troubles.note,
  }
  for (const read of events) {
    at = read
    for (const detector of detectors) {
      try {
        detector.judge(read.event, read.frame, out)
      } catch (error) {
        troubles.note(detector.name, error)
      }
    }
  }
  return { said, marks, troubles }
}

function encodeAll(events: readonly Read[]): Uint8Array {
  const lines: string[] = []
  for (const { event } of events) lines.push(encodeRow(event))
  lines.push('')
  return new TextEncoder().encode(lines.join('\n'))
}

function toShards(ticks: readonly Tick[], marks: readonly { ordinal: number; mark: Mark }[]): ShardItem[][] {
  const shards: ShardItem[][] = Array.from({ length: partitionsPerLane }, () => [])
  for (const { ordinal, mark } of marks) {
    shards[hash32(mark.key) % partitionsPerLane]?.push({ kind: 'mark', frame: ordinal, mark })
  }
  if (ticks.length === 0) return shards
  const tickItems = ticks.map(({ ordinal, frame }): ShardItem => {
    const at = { partition: frame.partition, offset: frame.offset, index: 0 }
    return { kind: 'tick', frame: ordinal, at, received: frame.received / 1000 }
  })
  // Both lists are in log order, and no frame is both a tick and a mark.
  return shards.map((items) => [...items, ...tickItems].sort((a, b) => a.frame - b.frame))
}
