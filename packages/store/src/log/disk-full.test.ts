import * as fs from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { LogFiles } from './log-files.ts'
import { draftOf, inScratch, scratchLog, textsIn } from './scratch-log.ts'
import { listSegments, segmentPath } from './segment-file.ts'

const many = (n: number, word: string) => Array.from({ length: n }, (_, i) => draftOf(`${word} ${i}`))

/** A disk with room for so many bytes more: what does not fit is written in part, as a real one does. */
function smallDisk() {
  const disk = { room: Number.POSITIVE_INFINITY, cuts: true, syncs: true }
  const fails = (code: string) => Object.assign(new Error(`${code}: no`), { code })
  const files: LogFiles = {
    ...fs,
    writeSync: ((fd: number, bytes: Uint8Array, from: number, length: number, position: number) => {
      if (disk.room <= 0) throw fails('ENOSPC')
      const part = Math.min(length, disk.room)
      disk.room -= part
      return fs.writeSync(fd, bytes, from, part, position)
    }) as typeof fs.writeSync,
    fdatasyncSync: (fd) => {
      if (!disk.syncs) throw fails('EIO')
      fs.fdatasyncSync(fd)
    },
    ftruncateSync: (fd, length) => {
      if (!disk.cuts) throw fails('EIO')
      fs.ftruncateSync(fd, length)
    },
  }
  return { disk, files }
}

describe('a full disk', () => {
  test.each([0, 1, 20, 150])('with %d bytes left refuses what does not fit, and goes on when there is room', (room) =>
    inScratch(async (dir) => {
      const { disk, files } = smallDisk()
      const log = scratchLog(dir, { files })
      await log.append(many(3, 'before'), 'first')
      const position = log.position()
      const size = fs.statSync(segmentPath(dir, 0, 0)).size
      disk.room = room
      const refused = await Promise.allSettled([
        log.append(many(3, 'lost')),
        log.append(many(3, 'lost'), 'k'),
        log.append(many(1, 'lost'), 'k'),
      ])
      for (const each of refused)
        expect(each).toMatchObject({
          status: 'rejected',
          reason: { code: 'log-full', fix: expect.stringContaining('space') },
        })
      expect(log.position()).toEqual(position)
      expect(fs.statSync(segmentPath(dir, 0, 0)).size).toBe(size)
      expect(log.stats()).toMatchObject({ failures: 1, refused: 7 })
      disk.room = Number.POSITIVE_INFINITY
      expect(await log.append(many(3, 'after'), 'k')).toEqual({ frames: 3, repeated: false })
      expect(await log.append(many(3, 'before'), 'first')).toMatchObject({ repeated: true })
      await log.close()
      expect(textsIn(dir)).toEqual([...many(3, 'before'), ...many(3, 'after')].map(({ key }) => key))
    }),
  )

  test('between two segments loses nothing, and leaves none in part', () =>
    inScratch(async (dir) => {
      const { disk, files } = smallDisk()
      const log = scratchLog(dir, { files, segmentBytes: 1000 })
      const kept: string[] = []
      for (let i = 0; i < 60; i++) {
        if (i % 3 === 1) disk.room = (i * 37) % 400
        const source = i % 20 < 10 ? 'a' : `b${i % 20}`
        const text = `frame ${i}`
        await log.append([draftOf(text, { source })]).then(
          () => kept.push(text),
          () => undefined,
        )
        disk.room = Number.POSITIVE_INFINITY
      }
      expect(kept.length).toBeGreaterThan(40)
      expect(log.stats().failures).toBeGreaterThan(3)
      await log.close()
      expect(textsIn(dir)).toEqual(kept)
      expect(listSegments(dir, 0).length).toBeGreaterThan(3)
    }))

  test('refuses a control whose content it cannot keep', () =>
    inScratch(async (dir) => {
      const { disk, files } = smallDisk()
      const log = scratchLog(dir, { files })
      disk.room = 3
      const control = { kind: 'rules', digest: '0'.repeat(64), count: 1 } as const
      await expect(log.control(control, new Uint8Array(100))).rejects.toMatchObject({ code: 'log-full' })
      expect(fs.readdirSync(`${dir}/content`)).toEqual([])
      await log.close()
    }))
})

describe('a failing disk', () => {
  test('that does not sync acknowledges nothing, and the bytes are written anew', () =>
    inScratch(async (dir) => {
      const { disk, files } = smallDisk()
      const log = scratchLog(dir, { files })
      await log.append(many(2, 'before'))
      disk.syncs = false
      await expect(log.append(many(2, 'lost'))).rejects.toMatchObject({ code: 'log-full', message: /refused/ })
      disk.syncs = true
      await log.append(many(2, 'after'))
      await log.close()
      expect(textsIn(dir)).toEqual([...many(2, 'before'), ...many(2, 'after')].map(({ key }) => key))
    }))

  test('that cannot cut off a failed write takes nothing until it can', () =>
    inScratch(async (dir) => {
      const { disk, files } = smallDisk()
      const log = scratchLog(dir, { files })
      await log.append(many(2, 'before'))
      disk.room = 10
      disk.cuts = false
      await expect(log.append(many(2, 'lost'))).rejects.toMatchObject({ code: 'log-full' })
      disk.room = Number.POSITIVE_INFINITY
      await expect(log.append(many(2, 'lost'))).rejects.toMatchObject({ code: 'log-full' })
      await expect(log.append([draftOf('new', { source: 'new' })])).rejects.toMatchObject({ code: 'log-full' })
      disk.cuts = true
      await log.append(many(1, 'after'))
      await log.append([draftOf('new', { source: 'new' })])
      await log.close()
      expect(textsIn(dir)).toEqual(['before 0', 'before 1', 'after 0', 'new'])
    }))
})
