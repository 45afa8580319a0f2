import { createHash } from 'node:crypto'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hash32, manualClock } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import { emptyPosition } from '../position.ts'
import { contentNobodyNames } from './archive/index.ts'
import { cityContent, content } from './content.ts'
import { lastControl } from './frame-at.ts'
import { openLogReader } from './log-reader.ts'
import { newestContent } from './newest-content.ts'
import { batchesFrom, draftOf, framesIn, inScratch, newYear, scratchLog, textsIn } from './scratch-log.ts'

const many = (n: number, word = 'frame') => Array.from({ length: n }, (_, i) => draftOf(`${word} ${i}`))
const segmentsOf = (dir: string, lane = 0) =>
  readdirSync(join(dir, String(lane))).filter((name) => name.endsWith('.seg'))
const day = 24 * 3600 * 1000

describe('an append', () => {
  test('is durable, in order, in the partition of its key, when its promise resolves', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir)
      expect(await log.append(many(50))).toEqual({ frames: 50, repeated: false })
      const frames = framesIn(dir, { limit: () => log.position() })
      expect(frames.map(({ payload }) => new TextDecoder().decode(payload))).toEqual(many(50).map(({ key }) => key))
      for (const { partition, payload } of frames)
        expect(partition).toBe(hash32(new TextDecoder().decode(payload)) % 16)
      expect(frames[7]).toMatchObject({ source: 'syslog', decoder: 'syslog', peer: '192.0.2.1:514', origin: 'address' })
      await log.close()
    }))

  test('shares one group with the appends beside it', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir)
      await Promise.all(many(40).map((draft) => log.append([draft])))
      expect(log.stats()).toMatchObject({ frames: 40, groups: 1, segments: 1 })
      await log.close()
    }))

  test('stamps strictly growing times in the live lane, also when the clock stands or goes back', () =>
    inScratch(async (dir) => {
      const clock = manualClock(newYear)
      const log = scratchLog(dir, { clock })
      await log.append(many(3))
      clock.set(newYear - 5000)
      await log.append(many(2))
      clock.set(newYear + 1)
      await log.append(many(1))
      await log.close()
      const start = newYear * 1000
      expect(framesIn(dir).map(({ received }) => received - start)).toEqual([0, 1, 2, 3, 4, 1000])
    }))

  test('is read back where the clock gives fractions of milliseconds', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir, { clock: manualClock(newYear + 0.1234) })
      await log.append(many(2))
      await log.close()
      expect(framesIn(dir).map(({ received }) => received - newYear * 1000)).toEqual([123, 124])
    }))

  test('keeps the times of a replay, which may go back; without one, that of the frame before', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir, { lane: 1 })
      const given = [5000, 7000, 6000, Number.NaN, 9000]
      await log.append(given.map((received, i) => draftOf(`r${i}`, { received, realm: 'replay' })))
      await log.close()
      const frames = framesIn(dir, { lane: 1 })
      expect(frames.map(({ received }) => received)).toEqual([5000, 7000, 6000, 6000, 9000])
      for (const { partition } of frames) expect(partition).toBeGreaterThanOrEqual(16)
    }))

  test('goes on where the log ended, times and offsets too', () =>
    inScratch(async (dir) => {
      for (let round = 0; round < 3; round++) {
        const log = scratchLog(dir)
        await log.append(many(5, `round ${round}`))
        await log.close()
      }
      const frames = framesIn(dir)
      expect(frames.map(({ received }) => received - newYear * 1000)).toEqual([...Array(15).keys()])
      expect(segmentsOf(dir)).toHaveLength(1)
    }))

  test('two lanes lie side by side and do not meet', () =>
    inScratch(async (dir) => {
      const [live, replay] = [scratchLog(dir), scratchLog(dir, { lane: 1 })]
      await Promise.all([live.append(many(9, 'live')), replay.append(many(4, 'replay'))])
      expect(textsIn(dir)).toHaveLength(9)
      expect(textsIn(dir, { lane: 1 })).toHaveLength(4)
      expect(live.position().slice(16)).toEqual(emptyPosition().slice(16))
      await Promise.all([live.close(), replay.close()])
    }))

  test('of what cannot be a frame is refused whole, with a remedy', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir)
      const bad = [
        [draftOf('ok'), draftOf('x', { payload: new Uint8Array(1_048_577) })],
        [draftOf('x', { kind: 'control' })],
        [draftOf('x', { source: '' })],
      ]
      for (const drafts of bad) await expect(log.append(drafts)).rejects.toMatchObject({ code: 'bad-draft', fix: /./ })
      await expect(log.append(many(1), '')).rejects.toMatchObject({ code: 'bad-draft' })
      await expect(log.append([draftOf('a'), draftOf('b', { source: 'other' })], 'k')).rejects.toMatchObject({
        code: 'bad-draft',
      })
      expect(await log.append([], 'k')).toEqual({ frames: 0, repeated: false })
      await log.close()
      expect(framesIn(dir)).toEqual([])
      await expect(log.append(many(1))).rejects.toMatchObject({ code: 'log-closed' })
    }))
})

describe('segments', () => {
  test('are closed before they grow too large, and read on as one log', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir, { segmentBytes: 1500 })
      for (const draft of many(100)) await log.append([draft])
      expect(segmentsOf(dir).length).toBeGreaterThan(3)
      expect(log.stats().segments).toBe(segmentsOf(dir).length)
      await log.close()
      expect(textsIn(dir)).toEqual(many(100).map(({ key }) => key))
    }))

  test('are closed on request, and again only when something came', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir)
      log.rotate()
      expect(log.stats().segments).toBe(0)
      await log.append(many(3))
      for (let n = 0; n < 4; n++) log.rotate()
      expect(segmentsOf(dir)).toHaveLength(2)
      await log.append(many(2, 'more'))
      for (let n = 0; n < 4; n++) log.rotate()
      await log.close()
      expect(segmentsOf(dir)).toHaveLength(3)
      expect(framesIn(dir).filter(({ kind }) => kind === 'tick')).toHaveLength(8)
      expect(textsIn(dir)).toHaveLength(5)
    }))

  test('hold an append whole, however large it is', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir, { segmentBytes: 2000 })
      await log.append(many(5))
      await log.append(many(300), 'large')
      await log.append(many(5))
      await log.close()
      expect(segmentsOf(dir)).toHaveLength(3)
      expect(textsIn(dir)).toHaveLength(310)
    }))

  test('change where a source comes that the table lacks, also within one group', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir)
      const sources = ['a', 'b', 'a', 'c', 'b', 'a']
      await Promise.all(sources.slice(0, 3).map((source) => log.append([draftOf(source, { source })])))
      await Promise.all(
        sources.slice(3).map((source) => log.append([draftOf(source, { source, decoder: `${source}/2` })])),
      )
      await log.close()
      expect(framesIn(dir).map(({ source, decoder }) => `${source} ${decoder}`)).toEqual([
        'a syslog',
        'b syslog',
        'a syslog',
        'c c/2',
        'b b/2',
        'a a/2',
      ])
      expect(segmentsOf(dir).length).toBeGreaterThan(1)
    }))
})

describe('a key', () => {
  test('gives the first answer again for 24 h, for its own source only', () =>
    inScratch(async (dir) => {
      const clock = manualClock(newYear)
      const log = scratchLog(dir, { clock })
      expect(await log.append(many(3), 'k')).toEqual({ frames: 3, repeated: false })
      expect(await log.append(many(1), 'k')).toEqual({ frames: 3, repeated: true })
      expect(await log.append([draftOf('x', { source: 'other' })], 'k')).toEqual({ frames: 1, repeated: false })
      clock.advance(day - 1)
      expect(await log.append(many(3), 'k')).toMatchObject({ repeated: true })
      clock.advance(2)
      expect(await log.append(many(2), 'k')).toEqual({ frames: 2, repeated: false })
      await log.close()
      expect(textsIn(dir)).toHaveLength(6)
    }))

  test('whose first append is under way waits for it', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir, { groupMillis: 20 })
      const answers = await Promise.all([log.append(many(2), 'k'), log.append(many(2), 'k'), log.append(many(2), 'k')])
      expect(answers.map(({ repeated }) => repeated)).toEqual([false, true, true])
      await log.close()
      expect(textsIn(dir)).toHaveLength(2)
    }))

  test.each(['kept', 'missing', 'damaged'] as const)('is known after a restart, with sidecars %s', (state) =>
    inScratch(async (dir) => {
      const log = scratchLog(dir, { segmentBytes: 1500 })
      for (let i = 0; i < 30; i++) await log.append(many(3), `key ${i}`)
      await log.close()
      const sidecars = readdirSync(join(dir, '0')).filter((name) => name.endsWith('.keys'))
      expect(sidecars.length).toBeGreaterThan(2)
      for (const name of sidecars) {
        if (state === 'missing') rmSync(join(dir, '0', name))
        if (state === 'damaged') writeFileSync(join(dir, '0', name), '00000000\n{}')
      }
      const again = scratchLog(dir, { segmentBytes: 1500 })
      expect(again.stats()).toMatchObject({ keys: 30, damaged: [] })
      for (let i = 0; i < 30; i++)
        expect(await again.append(many(3), `key ${i}`)).toEqual({ frames: 3, repeated: true })
      await again.close()
      expect(readdirSync(join(dir, '0')).filter((name) => name.endsWith('.keys'))).toEqual(sidecars)
      expect(textsIn(dir)).toHaveLength(90)
    }),
  )

  test('older than 24 h is not read back', () =>
    inScratch(async (dir) => {
      const clock = manualClock(newYear)
      const log = scratchLog(dir, { clock, segmentBytes: 600 })
      for (let i = 0; i < 10; i++) await log.append(many(3), `old ${i}`)
      clock.advance(day * 2)
      for (let i = 0; i < 4; i++) await log.append(many(3), `new ${i}`)
      await log.close()
      const again = scratchLog(dir, { clock })
      expect(await again.append(many(1), 'old 9')).toMatchObject({ repeated: false })
      expect(await again.append(many(1), 'new 0')).toMatchObject({ repeated: true })
      await again.close()
    }))

  test('beyond the bound crowds out the oldest, and that is counted', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir, { mostKeys: 5 })
      for (let i = 0; i < 8; i++) await log.append(many(1), `key ${i}`)
      expect(log.stats()).toMatchObject({ keys: 5, keysCrowdedOut: 3 })
      expect(await log.append(many(1), 'key 7')).toMatchObject({ repeated: true })
      expect(await log.append(many(1), 'key 0')).toMatchObject({ repeated: false })
      await log.close()
    }))
})

describe('ticks and controls', () => {
  test('a tick is durable with the next group, in the first partition of the lane', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir, { lane: 1 })
      const heard = new Promise((resolve) => log.onDurable(resolve))
      log.tick()
      expect(await heard).toEqual(emptyPosition().map((_, partition) => (partition === 16 ? 1 : 0)))
      await log.close()
      expect(framesIn(dir, { lane: 1 })).toMatchObject([
        { kind: 'tick', partition: 16, source: 'tocsin', realm: 'replay' },
      ])
    }))

  test('a control frame comes alone, its content before it', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir)
      const bytes = new TextEncoder().encode('title: a rule')
      const digest = createHash('sha256').update(bytes).digest('hex')
      await log.append(many(3), 'k')
      await log.control({ kind: 'rules', digest, count: 1 }, bytes)
      await log.append(many(2))
      const reader = openLogReader({ dir, lane: 0, from: emptyPosition(), limit: () => log.position() })
      const batches = batchesFrom(reader)
      expect(batches.map(({ frames, control }) => [frames, control])).toEqual([
        [4, false],
        [1, true],
        [2, false],
      ])
      expect(content(dir, digest)).toEqual(bytes)
      await expect(log.control({ kind: 'rules', digest: 'f'.repeat(64), count: 1 }, bytes)).rejects.toMatchObject({
        code: 'bad-control',
      })
      await log.close()
    }))

  test('a version of the city names several contents, which stay as long as a frame names them and are never taken for rules', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir)
      const [plan, base, more] = ['plan', 'base', 'more'].map((text) => new TextEncoder().encode(text))
      if (plan === undefined || base === undefined || more === undefined) throw new Error('three contents')
      const city = (number: number, ...layers: Uint8Array[]) =>
        ({ kind: 'city', number, plan: cityContent(plan), layers: layers.map(cityContent) }) as const
      await log.append(many(3))
      await log.control(city(1, base), plan, base)
      await log.append(many(2))
      await log.control(city(2, base, more), more)
      expect(lastControl(dir, 0, 'city')?.control).toEqual(city(2, base, more))
      expect([plan, base, more].map((bytes) => content(dir, cityContent(bytes)))).toEqual([plan, base, more])
      expect(contentNobodyNames(dir)).toEqual([])
      expect(newestContent(dir)).toBeUndefined()
      await expect(log.control(city(3, base), more)).rejects.toMatchObject({ code: 'bad-control' })
      await log.close()
    }))

  test('content with other bytes than its digest says is refused, and so is a digest that is a path', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir)
      const bytes = new TextEncoder().encode('rules')
      const digest = createHash('sha256').update(bytes).digest('hex')
      await log.control({ kind: 'rules', digest, count: 1 }, bytes)
      writeFileSync(join(dir, 'content', digest), 'other')
      expect(() => content(dir, digest)).toThrow(expect.objectContaining({ code: 'content-damaged' }))
      expect(() => content(dir, '../0/x')).toThrow(expect.objectContaining({ code: 'content-missing' }))
      expect(() => content(dir, '0'.repeat(64))).toThrow(expect.objectContaining({ code: 'content-missing' }))
      await log.close()
    }))
})
