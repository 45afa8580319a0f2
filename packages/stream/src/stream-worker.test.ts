import { fc, test } from '@fast-check/vitest'
import type { CorrelateStage, DetectStage, GroupStage, KeyedShard, RecogniseStage, Said } from '@tocsin/capability'
import { type Control, type Decoder, decodeFailure, type Finding, type Frame } from '@tocsin/event'
import { canonicalJson, type FindingId, ok, type Random, seededRandom } from '@tocsin/kit'
import { emptyPosition, encodeFrames, type FrameBatch } from '@tocsin/store'
import { describe, expect, it } from 'vitest'
import { openCollector } from './collector.ts'
import type { Flow } from './flow.ts'
import type { CompleteBatch, ForShards, Snapshot, ToWorker } from './messages.ts'
import { openStreamWorker } from './stream-worker.ts'

/** Words separated by spaces; `?` cannot be read. A rule set is one word that must not be said. */
const words: Decoder = {
  id: 'words',
  decode: (frame) => {
    const text = new TextDecoder().decode(frame.payload)
    if (text === '?') return decodeFailure('unknown-shape', 0)
    return ok(
      text.split(' ').map((word) => ({
        time: undefined,
        logsources: [],
        native: new Map([['word', word]]),
        derived: new Map(),
        ocsf: {},
        observables: [],
      })),
    )
  },
  locate: () => undefined,
}

const detect = (): DetectStage => {
  let forbidden = 'bad'
  return {
    name: 'words',
    control: (control: Control) => {
      if (control.kind === 'rules') forbidden = control.digest
    },
    judge: (event, _frame, out) => {
      const word = String(event.native.get('word'))
      if (word === 'throw') throw new Error('a detector with a bug')
      if (word === forbidden)
        out.say(
          saidOf(
            `said ${word} at ${event.at.partition}.${event.at.offset}.${event.at.index} in city ${event.seen.version}`,
          ),
        )
      out.mark({ stage: 'thirds', key: word, body: word })
    },
  }
}

/** Says every third mark of a key, and at each tick the keys that wait with one. */
const thirds: CorrelateStage = {
  name: 'thirds',
  open: (): KeyedShard => {
    let counts = new Map<string, number>()
    return {
      control: () => counts.set('controls', (counts.get('controls') ?? 0) + 1),
      take: (mark, host, say) => {
        const count = (counts.get(mark.key) ?? 0) + 1
        counts.set(mark.key, count)
        if (count % 3 === 0) say(saidOf(`third ${mark.key} ${count} at ${host.streamTime}`))
      },
      tick: (host, say) => {
        for (const [key, count] of counts)
          if (count % 3 === 1) say(saidOf(`waits ${key} ${count} at ${host.streamTime}`))
      },
      snapshot: () => (counts.size === 0 ? undefined : new TextEncoder().encode(JSON.stringify([...counts]))),
      restore: (bytes) => {
        counts = new Map(JSON.parse(new TextDecoder().decode(bytes)) as [string, number][])
      },
    }
  },
}

/** Stamps the number of the version of the city that holds; one whose contents are missing cannot be had. */
const recognise = (): RecogniseStage => {
  let version = 0
  return {
    control: ({ number, plan }, contents) => {
      version = 0
      if (!contents.has(plan)) throw new Error(`no ${plan}`)
      version = number
    },
    recognise: (event) => ({ ...event, seen: { version, assets: [] }, ocsf: { ...event.ocsf, seen: String(version) } }),
  }
}

const flow: Flow = {
  decode: [words],
  recognise,
  detect: () => [detect()],
  correlate: [thirds],
  group: (): GroupStage => {
    throw new Error('no stage 3 in this test')
  },
}

function saidOf(text: string): Said {
  return { finding: { id: text as FindingId, realm: 'real' } as Finding, frames: [] }
}

type Draft =
  | { readonly kind: 'text'; readonly text: string; readonly partition: number }
  | { readonly kind: 'tick' }
  | { readonly kind: 'rules'; readonly word: string }
  | { readonly kind: 'city'; readonly number: number }

const sources = [
  { name: 'test', decoder: 'words' },
  { name: 'tocsin', decoder: '' },
]

interface Cut {
  readonly batch: FrameBatch
  readonly control: Control | undefined
}

const atOf = (batch: FrameBatch) => ({ partition: 0, offset: batch.from[0] ?? 0, index: 0 })

/** Cuts a log into batches as the feeder would: a control frame alone, the others in runs of `sizes`. */
function batchesOf(drafts: readonly Draft[], sizes: () => number): Cut[] {
  const out: Cut[] = []
  const position = [...emptyPosition()]
  let waiting: Omit<Frame, 'offset'>[] = []
  let received = 1_000_000
  let left = sizes()
  const flush = (control: Control | undefined) => {
    if (waiting.length === 0) return
    const from = [...position]
    for (const frame of waiting) position[frame.partition] = (position[frame.partition] ?? 0) + 1
    const bytes = encodeFrames(waiting, sources)
    out.push({
      batch: {
        lane: 0,
        bytes,
        frames: waiting.length,
        sources,
        from,
        next: [...position],
        received,
        control: control !== undefined,
      },
      control,
    })
    waiting = []
    left = sizes()
  }
  for (const draft of drafts) {
    received += 500_000
    const head = { received, realm: 'real', origin: 'proven', peer: '' } as const
    const own = { ...head, partition: 0, source: 'tocsin', decoder: '' }
    if (draft.kind === 'rules' || draft.kind === 'city') {
      flush(undefined)
      const control: Control =
        draft.kind === 'rules'
          ? { kind: 'rules', digest: draft.word, count: 1 }
          : { kind: 'city', number: draft.number, plan: `plan-${draft.number}`, layers: [] }
      waiting.push({ ...own, kind: 'control', payload: new TextEncoder().encode(JSON.stringify(control)) })
      flush(control)
      continue
    }
    waiting.push(
      draft.kind === 'tick'
        ? { ...own, kind: 'tick', payload: new Uint8Array() }
        : {
            ...head,
            kind: 'data',
            partition: draft.partition,
            source: 'test',
            decoder: 'words',
            payload: new TextEncoder().encode(draft.text),
          },
    )
    if (--left <= 0) flush(undefined)
  }
  flush(undefined)
  return out
}

interface Run {
  readonly drafts: readonly Draft[]
  readonly workers: number
  readonly random: Random
  readonly snapshotAt?: number
}

/** Runs workers and collector over a log; every message is delivered at a random moment, each channel in its own order. */
function run({ drafts, workers, random, snapshotAt }: Run): CompleteBatch[] {
  const complete: CompleteBatch[] = []
  const collector = openCollector(0, 0, workers, (batch) => complete.push(batch))
  const channels = new Map<string, (() => void)[]>()
  const send = (channel: string, deliver: () => void) => {
    channels.set(channel, [...(channels.get(channel) ?? []), deliver])
  }
  const pool = Array.from({ length: workers }, (_, index) =>
    openStreamWorker({
      index,
      workers,
      flow,
      content: () => new Uint8Array(),
      toPeer: (peer: number, message: ForShards) => send(`${index}>${peer}`, () => pool[peer]?.fromPeer(message)),
      collect: (message) => send(`${index}>collector`, () => collector.take(message)),
    }),
  )
  const feed = (worker: number, message: ToWorker) => send(`feeder>${worker}`, () => pool[worker]?.fed(message))
  for (let worker = 0; worker < workers; worker++) {
    feed(worker, {
      kind: 'start',
      lane: 0,
      seq: 0,
      controls: [],
      keyedControls: [],
      position: emptyPosition(),
      snapshots: [],
    })
  }
  for (const [seq, { batch, control }] of batchesOf(drafts, () => 1 + random.integer(5)).entries()) {
    if (control === undefined) feed(seq % workers, { kind: 'batch', lane: 0, seq, batch, snapshot: seq === snapshotAt })
    else {
      for (let worker = 0; worker < workers; worker++) {
        feed(worker, {
          kind: 'control',
          lane: 0,
          seq,
          control,
          at: atOf(batch),
          next: batch.next,
          received: batch.received,
          ...contentsNamed(control),
        })
      }
    }
  }
  for (;;) {
    const busy = [...channels].filter(([, queue]) => queue.length > 0)
    if (busy.length === 0) return complete
    const [, queue] = random.pick(busy)
    queue.shift()?.()
  }
}

/** Every third version of the city was lost. */
function contentsNamed(control: Control) {
  if (control.kind !== 'city' || control.number % 3 === 0) return {}
  return { contents: new Map([[control.plan, new Uint8Array()]]) }
}

const textDraft = fc.record({
  kind: fc.constant('text' as const),
  text: fc
    .array(fc.constantFrom('bad', 'good', 'worse', 'throw', 'a', 'b', 'c'), { minLength: 1, maxLength: 3 })
    .map((list) => list.join(' ')),
  partition: fc.nat({ max: 15 }),
})
const anyDraft: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 12, arbitrary: textDraft },
  { weight: 1, arbitrary: fc.constant({ kind: 'text' as const, text: '?', partition: 2 }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'tick' as const }) },
  { weight: 1, arbitrary: fc.constantFrom('bad', 'worse', 'a').map((word) => ({ kind: 'rules' as const, word })) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 9 }).map((number) => ({ kind: 'city' as const, number })) },
)

const findingsOf = (batches: readonly CompleteBatch[]) =>
  batches.flatMap((batch) => batch.said.map(({ said }) => canonicalJson(said.finding)))
const rowsOf = (batches: readonly CompleteBatch[]) =>
  batches.map((batch) => new TextDecoder().decode(batch.rows)).join('')

test.prop([fc.array(anyDraft, { maxLength: 60 }), fc.integer()])(
  '1, 2 and 4 workers, batches of any size and any interleaving give the same findings and rows',
  (drafts, seed) => {
    const one = run({ drafts, workers: 1, random: seededRandom(seed) })
    for (const workers of [1, 2, 4]) {
      const other = run({ drafts, workers, random: seededRandom(seed + workers) })
      expect(findingsOf(other)).toEqual(findingsOf(one))
      expect(rowsOf(other)).toBe(rowsOf(one))
    }
  },
)

test.prop([fc.array(anyDraft, { minLength: 5, maxLength: 60 }), fc.integer(), fc.nat({ max: 8 })])(
  'a restart from a snapshot goes on as if nothing had happened, also with another number of workers',
  (drafts, seed, snapshotAt) => {
    const random = seededRandom(seed)
    const whole = run({ drafts, workers: 2, random, snapshotAt })
    const kept = whole.find((batch) => batch.snapshots !== undefined)
    if (kept === undefined) return
    const after = whole.filter((batch) => batch.seq > kept.seq)
    const expected = findingsOf(after)
    const again = findingsOf(resume(drafts, kept.next, kept.snapshots ?? [], random))
    // The reader starts at the beginning, so stage 1 says again what it said; what follows the snapshot must be the same.
    expect(again.slice(again.length - expected.length)).toEqual(expected)
  },
)

/** Reads the log from its beginning with restored state, as a reader does whose other sink is behind. */
function resume(
  drafts: readonly Draft[],
  position: readonly number[],
  snapshots: readonly Snapshot[],
  random: Random,
  counted = emptyPosition(),
) {
  const complete: CompleteBatch[] = []
  const collector = openCollector(0, 0, 1, (batch) => complete.push(batch))
  const worker = openStreamWorker({
    index: 0,
    workers: 1,
    flow,
    content: () => new Uint8Array(),
    toPeer: () => undefined,
    collect: (message) => collector.take(message),
  })
  const start = { kind: 'start', lane: 0, seq: 0, controls: [], keyedControls: [] } as const
  worker.fed({ ...start, position, snapshots, counted })
  for (const [seq, { batch, control }] of batchesOf(drafts, () => 1 + random.integer(5)).entries()) {
    if (control === undefined) worker.fed({ kind: 'batch', lane: 0, seq, batch, snapshot: false })
    else
      worker.fed({
        kind: 'control',
        lane: 0,
        seq,
        control,
        at: atOf(batch),
        next: batch.next,
        received: batch.received,
        ...contentsNamed(control),
      })
  }
  return complete
}

describe('a version of the city', () => {
  const said = (drafts: readonly Draft[]) => run({ drafts, workers: 2, random: seededRandom(3) })
  const bad = { kind: 'text', text: 'bad', partition: 1 } as const

  it('holds for what follows it in the log, and for nothing before', () => {
    const found = findingsOf(said([bad, { kind: 'city', number: 4 }, bad, { kind: 'city', number: 5 }, bad]))
    expect(found.flatMap((text) => /city \d+/.exec(text) ?? [])).toEqual(['city 0', 'city 4', 'city 5'])
  })

  it('that is not beside the log recognises nothing and is told, until the next', () => {
    const batches = said([
      { kind: 'city', number: 4 },
      bad,
      { kind: 'city', number: 6 },
      bad,
      { kind: 'city', number: 7 },
      bad,
    ])
    expect(findingsOf(batches).flatMap((text) => /city \d+/.exec(text) ?? [])).toEqual(['city 4', 'city 0', 'city 7'])
    expect(batches.flatMap(({ troubles }) => troubles)).toEqual([
      { detector: 'recognition', count: 1, message: 'no plan-6' },
    ])
  })
})

describe('what cannot be judged', () => {
  it('a frame that no decoder reads is counted with its reason and a sample, its neighbours are judged', () => {
    const drafts: Draft[] = [
      { kind: 'text', text: 'bad', partition: 1 },
      { kind: 'text', text: '?', partition: 1 },
      { kind: 'text', text: 'bad', partition: 1 },
    ]
    const [batch] = run({
      drafts,
      workers: 1,
      random: { ...seededRandom(1), integer: () => 4, pick: (items) => items[0] as never },
    })
    expect(batch?.refused).toMatchObject([{ source: 'test', reason: 'unknown-shape', count: 1, offset: 0 }])
    expect(batch?.events).toBe(2)
    expect(findingsOf(batch === undefined ? [] : [batch]).filter((text) => text.includes('said bad'))).toHaveLength(2)
  })

  it('a detector that throws is counted and the event is stored', () => {
    const drafts: Draft[] = [{ kind: 'text', text: 'throw', partition: 1 }]
    const batches = run({ drafts, workers: 2, random: seededRandom(7) })
    expect(batches.map(({ troubles, events }) => ({ troubles, events }))).toEqual([
      { troubles: [{ detector: 'words', count: 1, message: 'a detector with a bug' }], events: 1 },
    ])
  })
})

describe('a log that is read again', () => {
  test.prop([fc.nat(12), fc.nat(12), fc.integer({ min: 1, max: 1000 })])(
    'has its senders counted once, wherever counting stopped and however batches fall',
    (ones, twos, seed) => {
      const drafts = Array.from(
        { length: 24 },
        (_, at): Draft => ({ kind: 'text', text: 'ok', partition: 1 + (at % 2) }),
      )
      const counted = emptyPosition().map((none, partition) => (partition === 1 ? ones : partition === 2 ? twos : none))
      const batches = resume(drafts, emptyPosition(), [], seededRandom(seed), counted)
      const frames = batches.flatMap(({ senders }) => senders).reduce((sum, one) => sum + one.frames, 0)
      expect(frames).toBe(24 - ones - twos)
      expect(batches.reduce((sum, { events }) => sum + events, 0)).toBe(24)
    },
  )
})
