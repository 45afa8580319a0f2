import { MessageChannel } from 'node:worker_threads'
import { systemClock } from '@tocsin/kit'
import { lineFramer } from '@tocsin/sources'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { IngestAnswer, IngestPort, IngestRequest } from '../http/ports.ts'
import { byteBudget } from './budget.ts'
import { bodyCredit, ingestPort } from './ingest-port.ts'
import { sessionLimits } from './ingest-session.ts'
import { refusalCounters } from './refusals.ts'
import { type ScratchLog, scratchLog, until } from './scratch-log.ts'
import { type IngestServer, maxSessions, serveIngest } from './serve-ingest.ts'

let scratch: ScratchLog
let channel: MessageChannel
let main: IngestPort
let server: IngestServer
let budget = byteBudget(sessionLimits.overall)
let refusals = refusalCounters(systemClock)

beforeEach(() => {
  scratch = scratchLog()
  budget = byteBudget(sessionLimits.overall)
  refusals = refusalCounters(systemClock)
  channel = new MessageChannel()
  main = ingestPort(channel.port1)
  server = serveIngest(
    channel.port2,
    {
      log: scratch.log,
      budget,
      keyedBudget: byteBudget(sessionLimits.keyed),
      framer: () => lineFramer({ maxFrame: 1_048_576 }),
      refusals,
    },
    new Map([['fw', { decoder: 'json' }]]),
  )
})

afterEach(async () => {
  scratch.release()
  await server.close()
  channel.port1.close()
  await scratch.close()
  expect(budget.held).toBe(0)
})

const request: IngestRequest = {
  source: 'fw',
  encoding: 'identity',
  origin: 'proven',
  peer: 't@10.0.0.1',
  realm: 'real',
}

describe('a body between the threads', () => {
  test('arrives in order, and the chunk may be used again at once', async () => {
    const stream = main.open(request)
    const chunk = Buffer.from('0\n')
    for (let i = 0; i < 10; i++) {
      chunk[0] = 0x30 + i
      stream.write(chunk)
    }
    expect(await stream.end()).toMatchObject({ status: 200, body: { accepted: 10 } })
    expect(texts()).toEqual([...'0123456789'])
    await until(() => server.open === 0)
  })

  test('bodies sent side by side do not mix', async () => {
    const streams = Array.from({ length: 20 }, (_, i) => ({ i, stream: main.open({ ...request, peer: `p${i}` }) }))
    for (let step = 0; step < 5; step++) {
      for (const { i, stream } of streams) stream.write(Buffer.from(step === 2 ? `${i}-\n` : `${i}-`))
    }
    const answers = await Promise.all(streams.map(({ stream }) => stream.end()))
    expect(answers.every(({ body }) => 'accepted' in body && body.accepted === 2)).toBe(true)
    for (const { peer, text } of frames()) expect(text.replaceAll(`${peer.slice(1)}-`, '')).toBe('')
  })

  test('a sender that is faster than the disk is told to wait, and what is in flight is bounded', async () => {
    scratch.hold()
    const stream = main.open(request)
    let drained = () => {}
    stream.onDrain(() => drained())
    const line = Buffer.from(`${'x'.repeat(1023)}\n`.repeat(64))
    let sent = 0
    let blocked = false
    while (!blocked) {
      sent += line.length
      if (stream.write(line)) continue
      const going = new Promise<false>((resolve) => {
        drained = () => resolve(false)
      })
      blocked = await Promise.race([going, until(() => budget.held >= sessionLimits.unacknowledged).then(() => true)])
    }
    // what frames cost beside their bytes counts too
    expect(sent).toBeGreaterThan(sessionLimits.unacknowledged * 0.8)
    expect(sent).toBeLessThan(sessionLimits.unacknowledged * 1.2 + sessionLimits.queued + bodyCredit + 4 * line.length)
    scratch.release()
    expect(await stream.end()).toMatchObject({ status: 200, body: { accepted: sent / 1024 } })
  })

  test('an unknown source is answered before the end of the body, with the names that there are', async () => {
    const stream = main.open({ ...request, source: 'nope' })
    const answer = await new Promise<IngestAnswer>((resolve) => stream.onAnswer(resolve))
    expect(answer).toMatchObject({ status: 404, body: { code: 'unknown-source' } })
    expect(JSON.stringify(answer)).toContain('fw')
    expect(stream.write(Buffer.from('dropped\n'))).toBe(true)
    expect(await stream.end()).toEqual(answer)
  })

  test('a bad body is answered before its end', async () => {
    const stream = main.open({ ...request, encoding: 'gzip' })
    stream.write(Buffer.alloc(10_000, 0x61))
    const answer = await new Promise<IngestAnswer>((resolve) => stream.onAnswer(resolve))
    expect(answer).toMatchObject({ status: 400, body: { code: 'not-gzip' } })
  })

  test('that is broken off leaves nothing behind but what was kept', async () => {
    const stream = main.open(request)
    stream.write(Buffer.from('one\ntw'))
    await until(() => texts().length === 1)
    stream.abort({ reason: 'broken-off', offset: 6 })
    await until(() => server.open === 0)
    expect(texts()).toEqual(['one'])
    expect(refusals.snapshot()).toMatchObject([{ source: 'fw', reason: 'broken-off', samples: [{ offset: 6 }] }])
  })

  test('that was never opened is counted under its source, and under the house where there is no such source', async () => {
    main.refused({ source: 'fw', peer: 'someone', reason: 'bad-encoding' })
    main.refused({ source: 'nope', peer: 'someone', reason: 'unknown-source' })
    await until(() => refusals.snapshot().length === 2)
    expect(refusals.snapshot()).toMatchObject([
      { source: 'fw', reason: 'bad-encoding', count: 1 },
      { source: 'ingest', reason: 'unknown-source', count: 1 },
    ])
  })

  test('more bodies at once than the bound are told to come back', async () => {
    const streams = Array.from({ length: maxSessions }, () => main.open(request))
    expect(await main.open(request).end()).toMatchObject({ status: 503, retryAfter: 2, body: { code: 'busy' } })
    await Promise.all(streams.map((stream) => stream.end()))
    expect(await main.open(request).end()).toMatchObject({ status: 200 })
  })

  test('when the house closes, bodies under way are told to come back', async () => {
    const stream = main.open(request)
    stream.write(Buffer.from('one\ntw'))
    await until(() => texts().length === 1)
    await server.close()
    expect(await stream.end()).toMatchObject({ status: 503, body: { code: 'stopping', accepted: 1 } })
  })

  test('when the main thread is gone its bodies are given up', async () => {
    main.open(request).write(Buffer.from('one\ntw'))
    await until(() => texts().length === 1)
    channel.port1.close()
    await until(() => server.open === 0)
    expect(texts()).toEqual(['one'])
  })

  test('when the receive thread is gone, bodies under way and new ones are told to come back', async () => {
    const stream = main.open(request)
    stream.write(Buffer.from('one\n'))
    const answer = stream.end()
    channel.port2.close()
    expect([200, 503]).toContain((await answer).status)
    expect(await main.open(request).end()).toMatchObject({ status: 503, body: { code: 'stopping' } })
  })

  test('other messages on the port are left alone', async () => {
    channel.port1.postMessage({ rpc: 'x', id: 0, args: [] })
    channel.port2.postMessage({ answers: 0 })
    expect(await main.open(request).end()).toMatchObject({ status: 200 })
  })
})

function frames() {
  return scratch.frames().filter(({ kind }) => kind === 'data')
}

function texts(): string[] {
  return frames().map(({ text }) => text)
}
