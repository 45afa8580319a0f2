import type { FrameDraft } from '@tocsin/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Appender, type AppenderOptions, appender, appenderLimits } from './appender.ts'
import { byteBudget } from './budget.ts'
import { type ScratchLog, scratchLog, until } from './scratch-log.ts'

let scratch: ScratchLog
const budget = byteBudget(1_000_000)

beforeEach(() => {
  scratch = scratchLog()
})

afterEach(async () => {
  expect(budget.held).toBe(0)
  await scratch.close()
})

describe('handing frames to the log', () => {
  test('a group that is not full goes after a short wait, without being asked', async () => {
    const { frames } = open()
    frames.add(draft('a'))
    await until(() => frames.unacknowledged === 0)
    expect(texts()).toEqual(['a'])
    frames.abandon()
  })

  test('groups follow one another without waiting for the disk, each within its size', async () => {
    const { frames } = open()
    scratch.hold()
    for (let i = 0; i < appenderLimits.groupFrames * 2 + 1; i++) frames.add(draft(String(i)))
    expect(scratch.waiting.appends).toBe(2)
    frames.add(draft('x'.repeat(appenderLimits.groupBytes)))
    expect(scratch.waiting.appends).toBe(3)
    scratch.release()
    await frames.settle()
    expect(texts().length).toBe(appenderLimits.groupFrames * 2 + 2)
    frames.abandon()
  })

  test('frames without bytes count too', async () => {
    const { frames } = open({ limit: 10 * appenderLimits.frameOverhead })
    for (let i = 0; i < 9; i++) frames.add(draft(''))
    expect(frames.full).toBe(false)
    frames.add(draft(''))
    expect(frames.full).toBe(true)
    await frames.settle()
    expect(frames.full).toBe(false)
    frames.abandon()
  })

  test('what is abandoned is told as lost, once, and what the log has is not', async () => {
    const { frames, lost } = open()
    frames.add(draft('kept'))
    frames.flush()
    frames.add(draft('lost'))
    frames.abandon()
    frames.add(draft('ignored'))
    await frames.settle()
    expect(lost).toEqual(['lost'])
    expect(texts()).toEqual(['kept'])
  })

  test('the first group that a full disk refuses ends it, where it may not wait', async () => {
    const { frames, lost } = open()
    scratch.fill()
    frames.add(draft('a'))
    await frames.settle()
    scratch.free()
    frames.add(draft('b'))
    await frames.settle()
    expect(lost).toEqual(['a'])
    expect(texts()).toEqual([])
  })

  test('where it may wait, what comes behind a refused group waits with it, and all of it is kept in order', async () => {
    const { frames, lost } = open({ whenLogFull: 'retry' })
    scratch.fill()
    frames.add(draft('a'))
    frames.flush()
    frames.add(draft('b'))
    await until(() => frames.full)
    frames.add(draft('c'))
    frames.flush()
    scratch.free()
    frames.add(draft('d'))
    await frames.settle()
    expect(texts()).toEqual(['a', 'b', 'c', 'd'])
    expect(lost).toEqual([])
    frames.abandon()
  })

  test('a shared bound stops everyone, and everyone hears of room', async () => {
    let heard = 0
    const one = open({ onRoom: () => heard++ })
    const other = open()
    scratch.hold()
    other.frames.add(draft('x'.repeat(1_000_000)))
    expect(one.frames.full).toBe(true)
    scratch.release()
    await other.frames.settle()
    expect(one.frames.full).toBe(false)
    expect(heard).toBeGreaterThan(0)
    one.frames.abandon()
    other.frames.abandon()
  })
})

function open(options: Partial<AppenderOptions> = {}): { frames: Appender; lost: string[] } {
  const lost: string[] = []
  const frames = appender({
    log: scratch.log,
    budget,
    limit: 2_000_000,
    whenLogFull: 'lose',
    onRoom: () => {},
    onLost: (drafts) => lost.push(...drafts.map(({ payload }) => Buffer.from(payload).toString())),
    ...options,
  })
  return { frames, lost }
}

function draft(text: string): FrameDraft {
  const shared = {
    kind: 'data',
    realm: 'real',
    origin: 'address',
    source: 's',
    decoder: 'd',
    peer: 'p',
    key: 'k',
  } as const
  return { ...shared, payload: Buffer.from(text) }
}

function texts(): string[] {
  return scratch.frames().map(({ text }) => text)
}
