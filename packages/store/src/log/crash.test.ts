import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { emptyPosition } from '../position.ts'
import { framesOf } from './frames-of.ts'
import { openLogReader } from './log-reader.ts'
import { batchesFrom, draftOf, inScratch, scratchLog, textsIn } from './scratch-log.ts'
import { listSegments, segmentPath, withSegment } from './segment-file.ts'

/** Appends: how many frames, how large, with a key or not. */
const anyAppend = fc.record({
  frames: fc.integer({ min: 1, max: 5 }),
  bytes: fc.nat(120),
  keyed: fc.boolean(),
  source: fc.constantFrom('a', 'a', 'a', 'b'),
})
const anyAppends = fc.array(anyAppend, { minLength: 1, maxLength: 14 })
type Append = { readonly frames: number; readonly bytes: number; readonly keyed: boolean; readonly source: string }

const draftsOf = ({ frames, bytes, source }: Append, n: number) =>
  Array.from({ length: frames }, (_, i) => draftOf(`${n}/${i} ${'.'.repeat(bytes)}`, { source, key: `${n % 5}` }))

interface Written {
  /** Where a crash can have come: behind what was acknowledged, in the last segment. */
  readonly path: string
  readonly from: number
  readonly headerEnd: number
  readonly size: number
}

/** Acknowledges the first appends, makes the others at once, and tells where the acknowledged bytes end. */
async function write(dir: string, appends: readonly Append[], acknowledged: number): Promise<Written> {
  const log = scratchLog(dir, { segmentBytes: 1200, groupMillis: 1 })
  const keyOf = ({ keyed }: Append, n: number) => (keyed ? `key ${n}` : undefined)
  await Promise.all(appends.slice(0, acknowledged).map((a, n) => log.append(draftsOf(a, n), keyOf(a, n))))
  const lastThen = listSegments(dir, 0).at(-1)
  const durable = lastThen === undefined ? 0 : statSync(segmentPath(dir, 0, lastThen)).size
  const rest = appends.slice(acknowledged)
  await Promise.all(rest.map((a, i) => log.append(draftsOf(a, acknowledged + i), keyOf(a, acknowledged + i))))
  await log.close()
  const last = listSegments(dir, 0).at(-1) ?? 0
  const path = segmentPath(dir, 0, last)
  const headerEnd = withSegment(dir, 0, last, ({ start }) => start)
  return { path, from: last === lastThen ? durable : 0, headerEnd, size: statSync(path).size }
}

/** Recovered texts are a prefix of the appended ones, hold all acknowledged, and no keyed append in part. */
function expectPrefix(texts: readonly string[], appends: readonly Append[], acknowledged: number): number {
  const all = appends.map((append, n) => draftsOf(append, n).map(({ payload }) => new TextDecoder().decode(payload)))
  const flat = all.flat()
  expect(texts).toEqual(flat.slice(0, texts.length))
  expect(texts.length).toBeGreaterThanOrEqual(all.slice(0, acknowledged).flat().length)
  let [whole, rest] = [0, texts.length]
  for (const [n, frames] of all.entries()) {
    if (rest >= frames.length) whole++
    else {
      if (appends[n]?.keyed) expect(rest).toBe(0)
      break
    }
    rest -= frames.length
  }
  return whole
}

async function recoversAndGoesOn(dir: string, appends: readonly Append[], acknowledged: number, lost: boolean) {
  const log = scratchLog(dir, { segmentBytes: 1200 })
  const texts = textsIn(dir)
  const whole = expectPrefix(texts, appends, acknowledged)
  expect(log.stats().cut > 0 || !lost).toBe(true)
  for (const [n, append] of appends.entries()) {
    if (!append.keyed) continue
    expect((await log.append(draftsOf(append, n), `key ${n}`)).repeated).toBe(n < whole)
  }
  await log.append([draftOf('after')])
  expect(textsIn(dir, { limit: () => log.position() }).at(-1)).toBe('after')
  await log.close()
}

describe('after a crash', () => {
  test.prop([anyAppends, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true })], { numRuns: 60 })(
    'at any byte behind what was acknowledged, the log is a prefix with all of that, keyed appends whole or not at all',
    (appends, ack, where) =>
      inScratch(async (dir) => {
        const acknowledged = ack % (appends.length + 1)
        const { path, from, size } = await write(dir, appends, acknowledged)
        const end = from + Math.floor((size - from) * where)
        truncateSync(path, end)
        await recoversAndGoesOn(dir, appends, acknowledged, false)
      }),
  )

  test.prop([anyAppends, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 255 })], {
    numRuns: 60,
  })('with any byte changed in the tail that was not acknowledged, too', (appends, ack, where, change) =>
    inScratch(async (dir) => {
      const acknowledged = ack % (appends.length + 1)
      const { path, from, headerEnd, size } = await write(dir, appends, acknowledged)
      const start = Math.max(from, headerEnd)
      if (start === size) return
      const at = Math.min(size - 1, start + Math.floor((size - start) * where))
      const bytes = readFileSync(path)
      bytes[at] = (bytes[at] ?? 0) ^ change
      writeFileSync(path, bytes)
      await recoversAndGoesOn(dir, appends, acknowledged, true)
    }),
  )

  test('at every single byte of a small segment', () =>
    inScratch(async (dir) => {
      const appends = [
        { frames: 2, bytes: 3, keyed: false, source: 'a' },
        { frames: 2, bytes: 3, keyed: true, source: 'a' },
      ]
      const { path, size } = await write(dir, appends, 0)
      const bytes = readFileSync(path)
      for (let end = 0; end <= size; end++) {
        writeFileSync(path, bytes.subarray(0, end))
        const log = scratchLog(dir)
        expectPrefix(textsIn(dir), appends, 0)
        await log.close()
      }
    }))

  test('zeros behind the last frame are cut', () =>
    inScratch(async (dir) => {
      const { path, size } = await write(dir, [{ frames: 3, bytes: 9, keyed: false, source: 'a' }], 1)
      truncateSync(path, size + 5000)
      const log = scratchLog(dir)
      expect(log.stats().cut).toBe(5000)
      expect(statSync(path).size).toBe(size)
      await log.close()
    }))
})

describe('a reader', () => {
  test.prop([anyAppends, fc.nat(), fc.integer({ min: 1, max: 2000 })], { numRuns: 60 })(
    'from any position gives exactly the remaining frames, at their offsets, whatever it asks for at a time',
    (appends, place, maxBytes) =>
      inScratch(async (dir) => {
        await write(dir, appends, appends.length)
        const all = batchesFrom(openLogReader({ dir, lane: 0, from: emptyPosition() })).flatMap((b) => [...framesOf(b)])
        const start = place % (all.length + 1)
        const from = [...emptyPosition()]
        for (const { partition, offset } of all.slice(0, start)) from[partition] = offset + 1
        const batches = batchesFrom(openLogReader({ dir, lane: 0, from }), maxBytes)
        const rest = batches.flatMap((batch) => {
          expect(batch.bytes.byteLength <= maxBytes || batch.frames === 1).toBe(true)
          return [...framesOf(batch)]
        })
        expect(rest).toEqual(all.slice(start))
        for (const [i, batch] of batches.entries()) expect(batches[i + 1]?.from ?? batch.next).toEqual(batch.next)
      }),
  )
})
