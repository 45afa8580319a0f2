import { fc, test } from '@fast-check/vitest'
import { hash32 } from '@tocsin/kit'
import { describe, expect, it } from 'vitest'
import type { Position } from '../../position.ts'
import { frameOrGap } from '../frame-at.ts'
import type { LogFiles } from '../log-files.ts'
import { draftOf, framesIn, inScratch, newYear, scratchLog } from '../scratch-log.ts'
import type { SegmentLog } from '../segment-log.ts'
import { archiveOldest, contentNobodyNames, cutLane, eraseFrames, freeOldest } from './lane-jobs.ts'
import { mortalFiles, unsynced } from './mortal-files.ts'

const end: Position = new Array<number>(32).fill(Number.MAX_SAFE_INTEGER)
const later = newYear + 1e11

type Step =
  | { readonly does: 'append'; readonly source: string; readonly frames: number; readonly keyed: boolean }
  | { readonly does: 'rules' | 'rotate' | 'archive' | 'free' | 'content' | 'reopen' }
  | { readonly does: 'cut'; readonly source: string }
  | { readonly does: 'erase'; readonly frame: number }

interface Sent {
  readonly text: string
  readonly source: string
  readonly partition: number
  acknowledged: boolean
  /** A job that may take it was begun; `must`: and was finished after the frame was archived. */
  may: boolean
}

/** Runs steps on a folder until they end or the process is killed, and keeps account of what may be gone. */
async function run(dir: string, steps: readonly Step[], files: LogFiles, sent: Sent[]): Promise<void> {
  const open = () => scratchLog(dir, { segmentBytes: 900, files })
  let log: SegmentLog = open()
  let [rules, key] = [0, 0]
  for (const step of steps) {
    switch (step.does) {
      case 'append': {
        const drafts = Array.from({ length: step.frames }, (_, i) =>
          draftOf(`${step.source} ${sent.length + i} ${'.'.repeat(40)}`, { source: step.source }),
        )
        const these = drafts.map((draft): Sent => {
          const text = new TextDecoder().decode(draft.payload)
          return { text, source: step.source, partition: hash32(draft.key) % 16, acknowledged: false, may: false }
        })
        sent.push(...these)
        await log.append(drafts, step.keyed ? `key ${key++}` : undefined)
        for (const one of these) one.acknowledged = true
        break
      }
      case 'rules': {
        const bytes = Buffer.from(`rules ${rules++}`)
        const { createHash } = await import('node:crypto')
        await log.control({ kind: 'rules', digest: createHash('sha256').update(bytes).digest('hex'), count: 1 }, bytes)
        break
      }
      case 'rotate':
        log.rotate()
        break
      case 'archive':
        while (archiveOldest(dir, 0, end, { files }));
        break
      case 'cut':
        for (const one of sent) if (one.source === step.source) one.may = true
        cutLane(
          dir,
          0,
          { why: 'retention', since: later, sources: { [step.source]: { before: later, days: 7 } }, holds: [] },
          files,
        )
        break
      case 'erase': {
        const one = sent[step.frame % Math.max(1, sent.length)]
        if (one === undefined) break
        one.may = true
        eraseFrames(dir, 0, [placeOf(sent, one)], later, files)
        break
      }
      case 'free':
        for (const one of sent) one.may = true
        freeOldest(dir, 500, { holds: [], since: later, files })
        break
      case 'content':
        log.dropContent(contentNobodyNames(dir))
        break
      case 'reopen':
        await log.close()
        log = open()
    }
  }
  await log.close()
}

/** Where a frame must stand: behind those of its partition that were sent before it. */
function placeOf(sent: readonly Sent[], one: Sent): string {
  const before = sent.slice(0, sent.indexOf(one))
  return `${one.partition}.${before.filter(({ partition }) => partition === one.partition).length}`
}

/** Nothing doubled, nothing lost but what a job was to take, everything at its place. */
function expectSound(dir: string, sent: readonly Sent[]): void {
  const data = framesIn(dir).filter(({ kind }) => kind === 'data')
  const texts = data.map(({ payload }) => new TextDecoder().decode(payload))
  expect(new Set(texts).size).toBe(texts.length)
  const place = new Map(sent.map(({ text }, n) => [text, n]))
  const order = texts.map((text) => place.get(text) ?? -1)
  expect(order).toEqual(order.toSorted((a, b) => a - b))
  const there = new Set(texts)
  for (const one of sent) {
    if (there.has(one.text)) continue
    expect(one.may || !one.acknowledged, `${one.text} is lost`).toBe(true)
  }
  // A sequence without holes: what is not there stands as a gap.
  const byPlace = new Map(data.map((frame) => [`${frame.partition}.${frame.offset}`, frame.payload]))
  for (const { partition, offset } of data) {
    for (let at = Math.max(0, offset - 1); at <= offset; at++) {
      const found = frameOrGap(dir, 0, partition, at)
      if (found?.frame?.kind !== 'tick' && found?.frame?.kind !== 'control')
        expect(found?.frame?.payload).toEqual(byPlace.get(`${partition}.${at}`))
      expect(found).toBeDefined()
    }
  }
}

async function crashesAt(steps: readonly Step[], diesAt: number): Promise<number> {
  return await inScratch(async (dir) => {
    const sent: Sent[] = []
    const mortal = mortalFiles(diesAt)
    await run(dir, steps, mortal.files, sent).catch((error) => {
      if (!mortal.dead()) throw error
    })
    // Another life: the log opens, everything is as it must be, and the work goes on to its end.
    const log = scratchLog(dir, { segmentBytes: 900, files: unsynced })
    expectSound(dir, sent)
    await log.append([draftOf('after', { source: 'z' })])
    log.rotate()
    while (archiveOldest(dir, 0, end, { files: unsynced }));
    const all = { why: 'retention', since: later, others: { before: later, days: 7 }, sources: {}, holds: [] } as const
    const left = framesIn(dir).filter(({ kind }) => kind === 'data')
    expect(new TextDecoder().decode(left.at(-1)?.payload)).toBe('after')
    cutLane(dir, 0, all, unsynced)
    expect(framesIn(dir).filter(({ kind }) => kind === 'data')).toEqual([])
    log.dropContent(contentNobodyNames(dir))
    await log.close()
    return mortal.done()
  })
}

const whole: readonly Step[] = [
  { does: 'rules' },
  { does: 'append', source: 'a', frames: 2, keyed: true },
  { does: 'append', source: 'b', frames: 2, keyed: false },
  { does: 'rotate' },
  { does: 'append', source: 'a', frames: 2, keyed: false },
  { does: 'rules' },
  { does: 'rotate' },
  { does: 'archive' },
  { does: 'erase', frame: 2 },
  { does: 'cut', source: 'a' },
  { does: 'reopen' },
  { does: 'append', source: 'c', frames: 2, keyed: false },
  { does: 'archive' },
  { does: 'free' },
  { does: 'content' },
]

describe('killed', () => {
  it('at every single step of rotation, archiving, retention, erasure and the disk plan: nothing doubled or lost', async () => {
    const steps = await crashesAt(whole, Number.POSITIVE_INFINITY)
    expect(steps).toBeGreaterThan(80)
    for (let at = 1; at <= steps; at++) await crashesAt(whole, at)
  }, 120_000)

  const source = fc.constantFrom('a', 'b', 'c')
  const anyStep: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constant('append' as const),
        source,
        frames: fc.integer({ min: 1, max: 6 }),
        keyed: fc.boolean(),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constantFrom(
          'rules' as const,
          'rotate' as const,
          'archive' as const,
          'archive' as const,
          'free' as const,
          'content' as const,
          'reopen' as const,
        ),
      }),
    },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('cut' as const), source }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('erase' as const), frame: fc.nat(40) }) },
  )
  test.prop([fc.array(anyStep, { minLength: 3, maxLength: 16 }), fc.integer({ min: 1, max: 250 })], { numRuns: 40 })(
    'at any step of any work: nothing doubled or lost',
    async (steps, at) => {
      await crashesAt(steps, at)
    },
  )
})
