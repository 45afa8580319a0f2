import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { emptyPosition, type Position } from '../../position.ts'
import { frameAt, frameOrGap, lastControl } from '../frame-at.ts'
import { framesOf } from '../frames-of.ts'
import { openLogReader } from '../log-reader.ts'
import { batchesFrom, draftOf, framesIn, inScratch, newYear, scratchLog, textsIn } from '../scratch-log.ts'
import { listFiles, listSegments, segmentPath } from '../segment-file.ts'
import { archiveOldest, archivesOf, cutLane, eraseFrames, freeOldest } from './lane-jobs.ts'
import { unsynced } from './mortal-files.ts'

const day = 86_400_000
const end: Position = new Array<number>(32).fill(Number.MAX_SAFE_INTEGER)
const later = newYear + 400 * day

function archiveAll(dir: string): void {
  while (archiveOldest(dir, 0, end, { files: unsynced }));
}

/** Frames of sources a, b and c, three at a time, in small segments. */
async function written(dir: string, frames: number, bytes = 60): Promise<string[]> {
  const log = scratchLog(dir, { segmentBytes: 1500, files: unsynced })
  const texts: string[] = []
  for (let i = 0; i < frames; i++) {
    const text = `${'abc'[i % 3]} ${i} ${'.'.repeat(bytes)}`
    texts.push(text)
    await log.append([draftOf(text, { source: `${'abc'[i % 3]}` })], i % 7 === 0 ? `key ${i}` : undefined)
    if (i % 10 === 0) log.tick()
    if (i % 25 === 3) await log.control({ kind: 'rules', digest: digestOf(i), count: i })
  }
  await log.close()
  return texts
}

const digestOf = (i: number) => String(i).padStart(64, '0')
const cutOf = (source: string, days = 7) => ({
  why: 'retention' as const,
  since: later,
  sources: { [source]: { before: later, days } },
  holds: [],
})

describe('an archived lane', () => {
  it('reads as it did: frames, offsets, control frames, from any position', () =>
    inScratch(async (dir) => {
      await written(dir, 60)
      const before = framesIn(dir)
      const control = lastControl(dir, 0, 'rules')
      const plain = batchesFrom(openLogReader({ dir, lane: 0, from: emptyPosition() }), 300)
      archiveAll(dir)
      expect(listFiles(dir, 0, 'seg')).toHaveLength(1)
      expect(listFiles(dir, 0, 'arc').length).toBeGreaterThan(3)
      expect(framesIn(dir)).toEqual(before)
      expect(lastControl(dir, 0, 'rules')).toEqual(control)
      for (const { partition, offset, payload } of before)
        expect(frameAt(dir, 0, partition, offset)?.payload).toEqual(payload)
      for (const { next } of plain.filter((_, i) => i % 4 === 0)) {
        const rest = framesIn(dir, { from: next }).map(({ received }) => received)
        expect(rest).toEqual(before.map(({ received }) => received).slice(before.length - rest.length))
        expect(lastControl(dir, 0, 'rules', next)?.received ?? 0).toBeLessThanOrEqual(rest[0] ?? Number.MAX_VALUE)
      }
    }))

  it('is a third of its segments or less, and its blocks hold whole frames', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir, { segmentBytes: 6_000_000, files: unsynced })
      for (let i = 0; i < 5000; i++)
        void log.append([
          draftOf(`Nov 22 23:14:${i % 60} gate-${i % 40} sshd[${i}]: Failed password for root ${'.'.repeat(900)}`),
        ])
      await log.append([draftOf('end')])
      log.rotate()
      await log.close()
      const size = statSync(segmentPath(dir, 0, 0)).size
      const before = framesIn(dir)
      archiveAll(dir)
      const [archive] = archivesOf(dir, 0)
      expect((archive?.size ?? size) * 3).toBeLessThan(size)
      expect(framesIn(dir, {}, 1_000_000).map(({ payload }) => Buffer.from(payload).toString())).toEqual(
        before.map(({ payload }) => Buffer.from(payload).toString()),
      )
    }))

  it('goes on being written, and answers keys of its archived segments', () =>
    inScratch(async (dir) => {
      const texts = await written(dir, 60)
      archiveAll(dir)
      const log = scratchLog(dir)
      expect(await log.append([draftOf('again', { source: 'a' })], 'key 0')).toMatchObject({ repeated: true })
      await log.append([draftOf('more')])
      await log.close()
      expect(textsIn(dir)).toEqual([...texts, 'more'])
    }))

  it('that lost its open segment starts a new one behind the archives', () =>
    inScratch(async (dir) => {
      await written(dir, 60)
      archiveAll(dir)
      const { rmSync } = await import('node:fs')
      const last = listSegments(dir, 0).at(-1) ?? 0
      rmSync(segmentPath(dir, 0, last))
      const log = scratchLog(dir)
      await log.append([draftOf('new')])
      await log.close()
      expect(listSegments(dir, 0).at(-1)).toBe(last)
      expect(textsIn(dir).at(-1)).toBe('new')
    }))

  it('keeps a segment that somebody still reads, and the newest', () =>
    inScratch(async (dir) => {
      await written(dir, 60)
      expect(archiveOldest(dir, 0, emptyPosition())).toBe(false)
      archiveAll(dir)
      expect(existsSync(segmentPath(dir, 0, listSegments(dir, 0).at(-1) ?? 0))).toBe(true)
    }))

  it('is made past a segment that is damaged, which stays and is named', () =>
    inScratch(async (dir) => {
      await written(dir, 60)
      const [first = 0, second = 0, ...others] = listFiles(dir, 0, 'seg')
      const path = segmentPath(dir, 0, second)
      const bytes = readFileSync(path)
      bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 0x55
      writeFileSync(path, bytes)
      expect(() => archiveAll(dir)).toThrow(expect.objectContaining({ code: 'segment-damaged' }))
      const damaged = new Map<number, string>()
      while (archiveOldest(dir, 0, end, { files: unsynced, damaged }));
      expect([...damaged.keys()]).toEqual([second])
      expect(listFiles(dir, 0, 'seg')).toEqual([second, others.at(-1)])
      expect(listFiles(dir, 0, 'arc')).toEqual([first, ...others.slice(0, -1)])
      expect(readFileSync(path)).toEqual(bytes)
    }))

  it('is refused where a byte of it was changed, with file and byte', () =>
    inScratch(async (dir) => {
      await written(dir, 60)
      archiveAll(dir)
      const path = segmentPath(dir, 0, 0, 'arc')
      const whole = readFileSync(path)
      for (let at = 0; at < whole.length; at += 61) {
        const bytes = Buffer.from(whole)
        bytes[at] = (bytes[at] ?? 0) ^ 0x55
        writeFileSync(path, bytes)
        expect(() => framesIn(dir)).toThrow(expect.objectContaining({ where: expect.stringContaining('.arc') }))
      }
      writeFileSync(path, whole)
      truncateSync(path, whole.length - 1)
      expect(() => framesIn(dir)).toThrow(expect.objectContaining({ code: 'segment-damaged' }))
    }))
})

describe('what retention takes', () => {
  it('leaves the offsets of all others, and says why and since when it is gone', () =>
    inScratch(async (dir) => {
      const texts = await written(dir, 60)
      const before = framesIn(dir)
      archiveAll(dir)
      const archived = archivesOf(dir, 0).reduce((sum, { frames }) => sum + frames, 0)
      const taken = cutLane(dir, 0, cutOf('a'), unsynced)
      expect(taken.frames).toBeGreaterThan(archived / 4)
      const open = new Set(
        framesIn(dir, { from: archivesOf(dir, 0).at(-1)?.next ?? end }).map(({ received }) => received),
      )
      for (const frame of before) {
        const { partition, offset, source, payload, kind, received } = frame
        const now = frameOrGap(dir, 0, partition, offset)
        if (source === 'a' && kind === 'data' && !open.has(received))
          expect(now?.gap).toMatchObject({ why: 'retention', since: later, days: 7 })
        else if (kind === 'data') expect(now?.frame?.payload).toEqual(payload)
      }
      const left = textsIn(dir)
      expect(left.filter((text) => !text.startsWith('a'))).toEqual(texts.filter((text) => !text.startsWith('a')))
      // Another run finds nothing more to take.
      expect(cutLane(dir, 0, cutOf('a'), unsynced).frames).toBe(0)
    }))

  it('in steps, source by source, ends in one small archive whose positions still add up', () =>
    inScratch(async (dir) => {
      await written(dir, 80)
      const before = framesIn(dir)
      archiveAll(dir)
      const last = archivesOf(dir, 0).at(-1)?.next
      for (const source of ['b', 'a', 'c']) cutLane(dir, 0, cutOf(source), unsynced)
      expect(archivesOf(dir, 0)).toHaveLength(1)
      expect(archivesOf(dir, 0)[0]).toMatchObject({ frames: 0, next: last, base: emptyPosition() })
      const rest = framesIn(dir)
      const open = rest.filter(({ kind }) => kind === 'data')
      expect(open).toEqual(before.filter(({ kind }) => kind === 'data').slice(-open.length))
      // The rules that hold for what is left are still named.
      const newest = before.filter(({ kind, payload }) => kind === 'control' && !payload.includes(0x6b)).at(-1)
      expect(lastControl(dir, 0, 'rules', last)?.control).toBeDefined()
      expect(newest === undefined || lastControl(dir, 0, 'rules') !== undefined).toBe(true)
      const log = scratchLog(dir)
      await log.append([draftOf('after')])
      await log.close()
      expect(textsIn(dir).at(-1)).toBe('after')
    }))

  it('passes over what a hold covers', () =>
    inScratch(async (dir) => {
      await written(dir, 60)
      const before = framesIn(dir).filter(({ kind }) => kind === 'data')
      archiveAll(dir)
      const one = before[3]
      const hold = {
        id: 'hold-1',
        who: 'lead',
        at: 0,
        reason: 'court',
        ended: undefined,
        covers: {
          sources: ['a'],
          from: null,
          until: null,
          incident: null,
          events: [`${one?.partition}.${one?.offset}.0`],
        },
      }
      const everything = {
        why: 'disk',
        since: later,
        others: { before: later, days: null },
        sources: {},
        holds: [hold],
      } as const
      cutLane(dir, 0, everything)
      const archivedLeft = archivesOf(dir, 0).flatMap(({ sources }) => sources.map(({ source }) => source))
      expect(new Set(archivedLeft)).toEqual(new Set(['a', one?.source]))
      expect(frameAt(dir, 0, one?.partition ?? 0, one?.offset ?? 0)?.payload).toEqual(one?.payload)
      expect(freeOldest(dir, 1e9, { holds: [hold], since: later }).frames).toBe(0)
      expect(freeOldest(dir, 1e9, { holds: [], since: later }).frames).toBeGreaterThan(5)
      expect(archivesOf(dir, 0)).toMatchObject([{ frames: 0 }])
    }))

  it('leaves the sources that are spared', () =>
    inScratch(async (dir) => {
      await written(dir, 60)
      archiveAll(dir)
      const left = () => archivesOf(dir, 0).flatMap(({ sources }) => sources.map(({ source }) => source))
      expect(freeOldest(dir, 1e9, { holds: [], since: later, spared: ['b'] }).frames).toBeGreaterThan(5)
      expect(new Set(left())).toEqual(new Set(['b']))
      expect(freeOldest(dir, 1e9, { holds: [], since: later, spared: ['b'] }).frames).toBe(0)
    }))

  test.prop([fc.array(fc.nat(200), { maxLength: 12 }), fc.integer({ min: 60, max: 2000 })], { numRuns: 12 })(
    'a reader gives what is left, at its offsets, whatever it asks for at a time and from wherever it starts',
    (picks, maxBytes) =>
      inScratch(async (dir) => {
        await written(dir, 50, 20)
        const before = framesIn(dir)
        archiveAll(dir)
        const erased = picks.flatMap((pick) => {
          const { partition, offset, kind } = before[pick % before.length] ?? { partition: 0, offset: 0, kind: 'tick' }
          return kind === 'data' ? [`${partition}.${offset}`] : []
        })
        const { waiting } = eraseFrames(dir, 0, erased, later, unsynced)
        const archived = archivesOf(dir, 0).at(-1)?.next ?? emptyPosition()
        const isGone = ({ partition, offset }: { partition: number; offset: number }) =>
          erased.includes(`${partition}.${offset}`) && offset < (archived[partition] ?? 0)
        expect(waiting).toBe(new Set(erased).size - before.filter(isGone).length)
        // Ticks and announcements go with the last data of their archive.
        const isData = ({ kind }: { kind: string }) => kind === 'data'
        const left = before.filter((frame) => isData(frame) && !isGone(frame))
        const batches = batchesFrom(openLogReader({ dir, lane: 0, from: emptyPosition() }), maxBytes)
        expect(batches.flatMap((batch) => [...framesOf(batch)]).filter(isData)).toEqual(left)
        for (const [i, batch] of batches.entries()) expect(batches[i + 1]?.from ?? batch.next).toEqual(batch.next)
        const start = batches[Math.floor(batches.length / 2)]?.from ?? emptyPosition()
        const rest = framesIn(dir, { from: start }).filter(isData)
        const wanted = left.filter(({ partition, offset }) => offset >= (start[partition] ?? 0))
        expect(rest.slice(-wanted.length)).toEqual(wanted)
      }),
  )
})
