import { gzipSync } from 'node:zlib'
import { fc, test } from '@fast-check/vitest'
import { manualClock } from '@tocsin/kit'
import { lineFramer } from '@tocsin/sources'
import { afterAll, beforeEach, describe, expect } from 'vitest'
import type { IngestAnswer, IngestResult, Problem } from '../http/ports.ts'
import { byteBudget } from './budget.ts'
import { type IngestOpening, openIngestSession, type SessionHost, sessionLimits } from './ingest-session.ts'
import { refusalCounters } from './refusals.ts'
import { type ScratchLog, scratchLog, until } from './scratch-log.ts'

const logs: ScratchLog[] = []
let scratch: ScratchLog
let host: SessionHost

beforeEach(() => {
  scratch = scratchLog()
  logs.push(scratch)
  host = {
    log: scratch.log,
    budget: byteBudget(sessionLimits.overall),
    keyedBudget: byteBudget(sessionLimits.keyed),
    framer: () => lineFramer({ maxFrame: 1000 }),
    refusals: refusalCounters(manualClock()),
  }
})

afterAll(async () => {
  for (const log of logs) await log.close()
})

const opening: IngestOpening = {
  source: 'fw',
  decoder: 'json',
  encoding: 'identity',
  origin: 'proven',
  peer: 'shipper@10.0.0.1',
  realm: 'real',
}

describe('a body', () => {
  test('is durable line by line when it is answered', async () => {
    const answer = await send('one\ntwo\r\nthree')
    expect(answer).toEqual({ status: 200, body: { accepted: 3, bytes: 14, refused: [], samples: [] } })
    expect(kept()).toEqual(['one', 'two', 'three'])
    expect(host.budget.held).toBe(0)
  })

  test('may be empty', async () => {
    expect(await send('')).toMatchObject({ status: 200, body: { accepted: 0 } })
  })

  test.prop(
    [
      fc.array(fc.oneof(fc.string({ maxLength: 40 }), fc.constant('x'.repeat(3000))), { maxLength: 30 }),
      fc.integer({ min: 1, max: 5000 }),
      fc.boolean(),
    ],
    { numRuns: 40 },
  )('gets the same answer however it is cut, plain or gzip', async (lines, size, zipped) => {
    const plain = Buffer.from(lines.join('\n'))
    const body = zipped ? gzipSync(plain) : plain
    const encoding = zipped ? 'gzip' : 'identity'
    const before = kept().length
    const whole = await send(body, { encoding }, body.length + 1)
    const after = kept().slice(before)
    expect(await send(body, { encoding }, size)).toEqual(whole)
    expect(kept().slice(before + after.length)).toEqual(after)
    expect(result(whole).accepted).toBe(after.length)
    expect(host.budget.held).toBe(0)
  })

  test('names the lines that were refused: counts by reason, and the first ten places', async () => {
    const body = `ok\n${`${'x'.repeat(2000)}\n`.repeat(20)}ok\n`
    const { accepted, refused, samples } = result(await send(body))
    expect(accepted).toBe(2)
    expect(refused).toHaveLength(1)
    expect(refused[0]).toMatchObject({ count: 20 })
    expect(samples).toHaveLength(10)
    expect(host.refusals.snapshot()[0]).toMatchObject({ source: 'fw', stage: 'receive', count: 20 })
    expect(host.refusals.snapshot()[0]?.samples[0]?.excerpt).toMatch(/^x{256}$/)
  })

  test('a line without end is refused once and held no longer than a line may be', async () => {
    const { accepted, refused } = result(await send('x'.repeat(5_000_000), {}, 65_536))
    expect({ accepted, count: refused[0]?.count }).toEqual({ accepted: 0, count: 1 })
  })

  test('that is appended while it comes waits for the disk, within its bound', async () => {
    scratch.hold()
    let drained = 0
    const session = openIngestSession(host, opening, () => {
      drained++
    })
    const line = Buffer.from(`${'y'.repeat(900)}\n`)
    const chunk = Buffer.concat(Array.from({ length: 60 }, () => line))
    let sent = 0
    // a sender that heeds what `write` says
    while (session.write(chunk)) {
      sent += 60
      await pause()
    }
    sent += 60
    expect(host.budget.held).toBeGreaterThan(3 * 1024 * 1024)
    expect(host.budget.held).toBeLessThan(sessionLimits.unacknowledged + 2 * chunk.length)
    drained = 0
    scratch.release()
    await until(() => drained > 0)
    session.end()
    expect(result(await session.answer).accepted).toBe(sent)
    expect(host.budget.held).toBe(0)
    expect(scratch.mostWaiting).toBeLessThan(sessionLimits.unacknowledged + chunk.length)
  })

  test('is pushed back by what others hold, and goes on when they give it back', async () => {
    host = { ...host, budget: byteBudget(100_000) }
    host.budget.take(100_000)
    const session = openIngestSession(host, opening, () => {})
    session.write(Buffer.from('one\n'))
    await pause()
    session.write(Buffer.from('two\n'))
    session.end()
    await pause()
    host.budget.give(100_000)
    expect(result(await session.answer).accepted).toBe(2)
    expect(host.budget.held).toBe(0)
  })

  test('on a full disk is answered 503, and says what was kept', async () => {
    const session = openIngestSession(host, opening, () => {})
    session.write(Buffer.from('one\ntwo\n'))
    await until(() => kept().length === 2)
    scratch.fill()
    session.write(Buffer.from('three\n'))
    const answer = await session.answer
    expect(answer).toMatchObject({ status: 503, retryAfter: 30, body: { code: 'log-full', accepted: 2 } })
    expect((answer.body as Problem).message).toContain('2 frames before it were kept')
    expect(session.write(Buffer.from('dropped\n'))).toBe(true)
    expect(host.budget.held).toBe(0)
  })

  test('that is broken off appends nothing more', async () => {
    const session = openIngestSession(host, opening, () => {})
    session.write(Buffer.from('one\n'))
    await until(() => kept().length === 1)
    session.write(Buffer.from('two\nthr'))
    session.abort()
    expect((await session.answer).status).toBe(400)
    await pause()
    expect(kept()).toEqual(['one'])
    expect(host.budget.held).toBe(0)
    expect(host.refusals.snapshot()[0]).toMatchObject({ reason: 'aborted', count: 1 })
  })

  test('that is broken off while it waits for the disk ends without waiting', async () => {
    scratch.hold()
    const session = openIngestSession(host, opening, () => {})
    for (let i = 0; i < 80; i++) session.write(Buffer.from(`${'z'.repeat(900)}\n`.repeat(70)))
    await pause()
    session.abort()
    scratch.release()
    expect((await session.answer).status).toBe(400)
    expect(host.budget.held).toBe(0)
  })
})

describe('a gzip body', () => {
  test('that is damaged is answered with its place, and what came before is kept', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} ${Math.imul(i, 2_654_435_761)}`)
    const body = gzipSync(lines.join('\n'))
    body[60_000] = (body[60_000] ?? 0) ^ 0xff
    const answer = await send(body, { encoding: 'gzip' }, 10_000)
    expect(answer.status).toBe(400)
    expect((answer.body as Problem).code).toMatch(/^gzip-/)
    const { accepted } = answer.body as IngestResult
    const found = kept()
    expect(found.length).toBe(accepted)
    // behind the damage anything may come out until the member's checksum is reached
    const right = found.findIndex((line, i) => line !== lines[i])
    expect(right).toBeGreaterThan(1000)
  })

  test('that is a bomb is answered before its end', async () => {
    const session = openIngestSession(host, { ...opening, encoding: 'gzip' }, () => {})
    const bomb = gzipSync(Buffer.alloc(20_000_000))
    session.write(bomb.subarray(0, bomb.length - 1))
    expect(await session.answer).toMatchObject({ status: 413, body: { code: 'gzip-bomb', accepted: 0 } })
  })

  test('that is none says so', async () => {
    expect(await send('{"a":1}\n', { encoding: 'gzip' })).toMatchObject({ status: 400, body: { code: 'not-gzip' } })
  })
})

describe('a body with a key', () => {
  test('is appended once, and the first count is given again', async () => {
    expect(await send('a\nb\n', { key: 'k1' })).toMatchObject({ status: 200, body: { accepted: 2 } })
    expect(await send('a\nb\n', { key: 'k1' })).toMatchObject({ status: 200, body: { accepted: 2, repeated: true } })
    expect(kept()).toEqual(['a', 'b'])
    expect(host.keyedBudget.held).toBe(0)
  })

  test('that is broken off leaves nothing, and its key is free', async () => {
    const session = openIngestSession(host, { ...opening, key: 'k2' }, () => {})
    session.write(Buffer.from('a\n'))
    await pause()
    session.abort()
    await session.answer
    expect(kept()).toEqual([])
    expect(host.keyedBudget.held).toBe(0)
    expect(await send('a\nb\n', { key: 'k2' })).toMatchObject({ body: { accepted: 2 } })
  })

  test('that is too large is refused with the remedy, and nothing is kept', async () => {
    const answer = await send(Buffer.from(`${'x'.repeat(999)}\n`.repeat(34_000)), { key: 'k3' }, 1_000_000)
    expect(answer).toMatchObject({ status: 413, body: { code: 'keyed-body-too-large' } })
    expect((answer.body as Problem).fix).toContain('several bodies')
    expect(kept()).toEqual([])
    expect(host.keyedBudget.held).toBe(0)
  })

  test('that is damaged leaves nothing', async () => {
    const body = gzipSync('a\nb\nc\n')
    const answer = await send(body.subarray(0, body.length - 4), { key: 'k4', encoding: 'gzip' })
    expect(answer).toMatchObject({ status: 400, body: { code: 'gzip-truncated', accepted: 0 } })
    expect(kept()).toEqual([])
  })

  test('has to come later when slow senders hold all the memory for such bodies', async () => {
    host = { ...host, keyedBudget: byteBudget(1000) }
    const slow = openIngestSession(host, { ...opening, key: 'slow' }, () => {})
    slow.write(Buffer.from(`${'s'.repeat(800)}\n`))
    await pause()
    expect(await send('a\n', { key: 'k5' })).toMatchObject({ status: 503, body: { code: 'busy' } })
    slow.end()
    expect((await slow.answer).status).toBe(200)
    expect(await send('a\n', { key: 'k5' })).toMatchObject({ status: 200 })
  })
})

async function send(
  body: Uint8Array | string,
  changes: Partial<IngestOpening> = {},
  size = 1000,
): Promise<IngestAnswer> {
  const bytes = Buffer.from(body)
  let wake = () => {}
  const session = openIngestSession(host, { ...opening, ...changes }, () => wake())
  for (let at = 0; at < bytes.length; at += size) {
    const drained = new Promise<void>((resolve) => {
      wake = resolve
    })
    if (!session.write(bytes.subarray(at, at + size))) await Promise.race([drained, session.answer])
  }
  session.end()
  return await session.answer
}

function kept(): string[] {
  return scratch
    .frames()
    .filter(({ kind }) => kind === 'data')
    .map(({ text }) => text)
}

function result(answer: IngestAnswer): IngestResult & { samples: unknown[] } {
  expect(answer.status).toBe(200)
  return answer.body as IngestResult & { samples: unknown[] }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1))
}
