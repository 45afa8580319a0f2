import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { emptyPosition, type Position } from '../position.ts'
import { framesOf } from './frames-of.ts'
import { openLogReader } from './log-reader.ts'
import { draftOf, framesIn, inScratch, scratchLog, textsIn } from './scratch-log.ts'
import { firstPosition } from './seek.ts'
import { listSegments, segmentPath } from './segment-file.ts'

const many = (n: number, word = 'frame') => Array.from({ length: n }, (_, i) => draftOf(`${word} ${i}`))

async function threeSegments(dir: string) {
  const log = scratchLog(dir, { segmentBytes: 900 })
  for (const draft of many(60)) await log.append([draft])
  await log.close()
  const segments = listSegments(dir, 0)
  expect(segments.length).toBeGreaterThan(2)
  return segments.map((ordinal) => segmentPath(dir, 0, ordinal))
}

const codeOf = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    return error as { code: string; where: string; fix: string }
  }
  throw new Error('did not throw')
}

describe('a reader', () => {
  test('never goes past the limit, and goes on when it moves', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir, { segmentBytes: 900 })
      let limit: Position = emptyPosition()
      const reader = openLogReader({ dir, lane: 0, from: emptyPosition(), limit: () => limit })
      const read: string[] = []
      const drain = () => {
        for (let batch = reader.next(4096); batch !== undefined; batch = reader.next(4096))
          for (const { payload } of framesOf(batch)) read.push(new TextDecoder().decode(payload))
      }
      const durable: Position[] = []
      for (let round = 0; round < 12; round++) {
        await log.append(many(4, `round ${round}`))
        durable.push(log.position())
      }
      drain()
      expect(read).toEqual([])
      for (const [round, position] of durable.entries()) {
        limit = position
        drain()
        expect(read).toHaveLength(round * 4 + 4)
      }
      reader.close()
      await log.close()
    }))

  test('gives buffers of its own that can be transferred to a thread', () =>
    inScratch(async (dir) => {
      await threeSegments(dir)
      const reader = openLogReader({ dir, lane: 0, from: emptyPosition() })
      const batch = reader.next(600)
      const moved = structuredClone(batch, { transfer: batch === undefined ? [] : [batch.bytes.buffer as ArrayBuffer] })
      expect(batch?.bytes.length).toBe(0)
      expect([...framesOf(moved ?? fail())].length).toBe(moved?.frames)
      expect(reader.next(600)?.from).toEqual(moved?.next)
      reader.close()
    }))

  test('gives a frame that is larger than what was asked for', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir)
      await log.append([
        draftOf('small'),
        draftOf('large', { payload: new Uint8Array(1_048_576).fill(7) }),
        draftOf('end'),
      ])
      await log.close()
      expect(framesIn(dir, {}, 100).map(({ payload }) => payload.length)).toEqual([5, 1_048_576, 3])
    }))

  test('starts at the earliest frame wanted where partitions differ', () =>
    inScratch(async (dir) => {
      await threeSegments(dir)
      const all = framesIn(dir)
      const late = all[45] ?? fail()
      const from = [...emptyPosition()]
      for (const { partition, offset } of all) from[partition] = offset + 1
      from[late.partition] = late.offset
      expect(framesIn(dir, { from })).toEqual(all.slice(45))
    }))

  test('names file and byte of damage in a closed segment, after all that comes before it', () =>
    inScratch(async (dir) => {
      const [first = ''] = await threeSegments(dir)
      const bytes = readFileSync(first)
      const at = bytes.length - 30
      bytes[at] = (bytes[at] ?? 0) ^ 1
      writeFileSync(first, bytes)
      const reader = openLogReader({ dir, lane: 0, from: emptyPosition() })
      const before = reader.next(1_000_000)
      expect(before?.frames).toBeGreaterThan(3)
      const error = codeOf(() => reader.next(1_000_000))
      expect(error).toMatchObject({ code: 'segment-damaged', fix: expect.any(String) })
      expect(error.where).toContain(`${first}, byte `)
      reader.close()
    }))

  test.each([
    ['cut short', (path: string) => truncateSync(path, readFileSync(path).length - 5)],
    ['without its header', (path: string) => writeFileSync(path, 'TOCSINSG')],
    ['gone', (path: string) => rmSync(path)],
  ])('does not skip a closed segment that is %s', (_what, harm) =>
    inScratch(async (dir) => {
      const [, second = ''] = await threeSegments(dir)
      harm(second)
      expect(codeOf(() => textsIn(dir))).toMatchObject({ code: 'segment-damaged' })
    }),
  )

  test('refuses a position that the log does not reach, or no longer holds', () =>
    inScratch(async (dir) => {
      const beyond = emptyPosition().map(() => 1000)
      expect(codeOf(() => textsIn(dir, { from: beyond })).code).toBe('log-behind')
      const [first = ''] = await threeSegments(dir)
      expect(codeOf(() => textsIn(dir, { from: beyond })).code).toBe('log-behind')
      rmSync(first)
      expect(codeOf(() => textsIn(dir)).code).toBe('log-starts-later')
      const from = firstPosition(dir, 0) ?? fail()
      expect(textsIn(dir, { from }).at(-1)).toBe('frame 59')
    }))

  test('of a log that does not exist yet waits for its first segment', () =>
    inScratch(async (dir) => {
      const reader = openLogReader({ dir, lane: 0, from: emptyPosition() })
      expect(reader.next(1000)).toBeUndefined()
      const log = scratchLog(dir)
      expect(reader.next(1000)).toBeUndefined()
      await log.append(many(2))
      expect(reader.next(1000)?.frames).toBe(2)
      expect(reader.next(1000)).toBeUndefined()
      reader.close()
      await log.close()
    }))
})

function fail(): never {
  throw new Error('missing')
}
