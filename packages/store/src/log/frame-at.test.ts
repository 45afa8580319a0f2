import { rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { emptyPosition } from '../position.ts'
import { frameAt, lastControl } from './frame-at.ts'
import { draftOf, framesIn, inScratch, scratchLog } from './scratch-log.ts'
import { listSegments, segmentPath } from './segment-file.ts'

const digest = (n: number) => n.toString(16).padStart(64, '0')

describe('one frame', () => {
  test.each([1500, 64_000_000])('is found by its offset, with segments of %d bytes', (segmentBytes) =>
    inScratch(async (dir) => {
      const log = scratchLog(dir, { segmentBytes })
      for (let i = 0; i < 40; i++) await log.append([draftOf(`frame ${i}`)], i % 3 === 0 ? `key ${i}` : undefined)
      for (const frame of framesIn(dir)) expect(frameAt(dir, 0, frame.partition, frame.offset)).toEqual(frame)
      expect(frameAt(dir, 0, 3, 1000)).toBeUndefined()
      expect(frameAt(dir, 0, 17, 0)).toBeUndefined()
      await log.close()
    }),
  )

  test('is found behind the marks of a large segment, however large it is itself', () =>
    inScratch(async (dir) => {
      const log = scratchLog(dir, { segmentBytes: 5_000_000 })
      const payload = new Uint8Array(200_000).fill(9)
      for (let i = 0; i < 40; i++) await log.append([draftOf(`frame ${i}`, { payload })])
      await log.close()
      const frames = framesIn(dir)
      expect(frames).toHaveLength(40)
      for (const { partition, offset, received } of frames)
        expect(frameAt(dir, 0, partition, offset)).toMatchObject({ received, payload: { length: 200_000 } })
    }))
})

describe('the newest control frame', () => {
  test.each(['kept', 'missing'])(
    'before any position is the one that a reader would have met last, sidecars %s',
    (state) =>
      inScratch(async (dir) => {
        const log = scratchLog(dir, { segmentBytes: 1200 })
        for (let i = 0; i < 60; i++) {
          if (i === 3 || i === 20 || i === 21) await log.control({ kind: 'rules', digest: digest(i), count: i })
          await log.append([draftOf(`frame ${i}`)], `key ${i}`)
        }
        await log.close()
        if (state === 'missing')
          for (const ordinal of listSegments(dir, 0)) rmSync(segmentPath(dir, 0, ordinal, 'keys'), { force: true })
        const from = [...emptyPosition()]
        let expected: string | undefined
        for (const frame of framesIn(dir)) {
          const found = lastControl(dir, 0, 'rules', from)
          expect(found?.control.kind === 'rules' ? found.control.digest : undefined).toBe(expected)
          from[frame.partition] = frame.offset + 1
          const text = new TextDecoder().decode(frame.payload)
          if (text.includes('"rules"')) expected = JSON.parse(text).digest
        }
        expect(lastControl(dir, 0, 'rules')).toMatchObject({ control: { digest: digest(21) }, partition: 0 })
      }),
  )

  test('is found again by a log that goes on after a restart', () =>
    inScratch(async (dir) => {
      let log = scratchLog(dir, { segmentBytes: 900 })
      await log.control({ kind: 'rules', digest: digest(1), count: 1 })
      for (let round = 0; round < 4; round++) {
        for (let i = 0; i < 10; i++) await log.append([draftOf(`frame ${i}`)])
        await log.close()
        log = scratchLog(dir, { segmentBytes: 900 })
      }
      expect(lastControl(dir, 0, 'rules')).toMatchObject({ control: { digest: digest(1) }, offset: 0 })
      await log.close()
    }))

  test('is nothing where there was none', () =>
    inScratch(async (dir) => {
      expect(lastControl(dir, 0, 'rules')).toBeUndefined()
      const log = scratchLog(dir)
      await log.append([draftOf('frame')])
      expect(lastControl(dir, 0, 'rules')).toBeUndefined()
      expect(lastControl(dir, 0, 'rules', emptyPosition())).toBeUndefined()
      await log.close()
    }))
})
