import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fc, test } from '@fast-check/vitest'
import { afterAll, describe, expect } from 'vitest'
import { type ReplayOptions, type ReplayOutcome, replayFile } from './replay-file.ts'
import { type ScratchLog, scratchLog } from './scratch-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'tocsin-replay-'))
const logs: ScratchLog[] = []
let files = 0

afterAll(async () => {
  for (const log of logs) await log.close()
  rmSync(folder, { recursive: true, force: true })
})

/** 2026-03-01T08:00:00Z and so many milliseconds, as a record and in microseconds. */
const start = Date.UTC(2026, 2, 1, 8)
const micros = (millis: number) => (start + millis) * 1000
const record = (millis: number, more: object = {}) =>
  JSON.stringify({ timestamp: new Date(start + millis).toISOString(), ...more })

describe('a replayed file', () => {
  test('gives one frame a line, received at its own time, with ticks between', async () => {
    const { frames, outcome } = await replay(
      'a.ndjson',
      [record(0), record(400), '{"no":"time"}', record(5000)].join('\n'),
    )
    expect(outcome).toMatchObject({ records: 4, ticks: 2, refused: [], notes: [], stopped: undefined })
    expect(frames.filter(({ kind }) => kind === 'data').map(({ received }) => received)).toEqual(
      [0, 400, 400, 5000].map(micros),
    )
    expect(frames.map(({ kind }) => kind)).toEqual(['tick', 'data', 'data', 'data', 'tick', 'data'])
    expect(frames[1]?.peer).toBe('a.ndjson')
  })

  test('a byte order mark, CRLF, and a last line without end are no part of a record', async () => {
    const { texts } = await replay('bom.ndjson', `\ufeff${record(0)}\r\n${record(1)}`)
    expect(texts).toEqual([record(0), record(1)])
  })

  test('an empty file is a file with no records', async () => {
    expect((await replay('empty.ndjson', '')).outcome).toMatchObject({ records: 0, ticks: 0, bytes: 0, total: 0 })
    expect((await replay('mark.ndjson', '\ufeff')).outcome).toMatchObject({ records: 0, refused: [] })
  })

  test('gzip is known by its bytes, whatever the name, and may have several members', async () => {
    const body = Buffer.concat([
      gzipSync(`${record(0)}\n${record(1).slice(0, 9)}`),
      gzipSync(`${record(1).slice(9)}\n`),
    ])
    expect((await replay('members.log', body)).texts).toEqual([record(0), record(1)])
    const plain = await replay('plain.ndjson.gz', `${record(0)}\n`)
    expect(plain.texts).toEqual([record(0)])
    expect(plain.outcome.notes).toEqual(['named-gz-but-plain'])
  })

  test('gzip that breaks off keeps what came before, and says where', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => record(i, { n: Math.imul(i, 2_654_435_761) }))
    const packed = gzipSync(lines.join('\n'))
    const { texts, outcome } = await replay('cut.gz', packed.subarray(0, packed.length / 2))
    expect(outcome.stopped).toEqual({ reason: 'gzip-truncated', offset: Math.floor(packed.length / 2) })
    expect(outcome.refused).toMatchObject([{ reason: 'gzip-truncated', count: 1 }])
    expect(texts.length).toBeGreaterThan(1000)
    expect(texts).toEqual(lines.slice(0, texts.length))
    expect(outcome.records).toBe(texts.length)
  })

  test('a line without end is refused, and the next one is read', async () => {
    const { texts, outcome } = await replay('long.ndjson', `${'x'.repeat(1_500_000)}\n${record(0)}\n`)
    expect(texts).toEqual([record(0)])
    expect(outcome.refused).toEqual([{ reason: 'too-long', offset: 0, count: 1 }])
  })

  test('UTF-16 is refused with the remedy', async () => {
    await expect(replay('wide.ndjson', Buffer.from('\ufeff{}', 'utf16le'))).rejects.toMatchObject({
      code: 'not-utf8',
      fix: expect.stringContaining('iconv'),
    })
  })

  test('what is no file, or not there, is refused by name', async () => {
    mkdirSync(join(folder, 'dir'))
    await expect(play(join(folder, 'dir'))).rejects.toMatchObject({ code: 'not-a-file' })
    await expect(play(join(folder, 'none'))).rejects.toMatchObject({ code: 'no-file', where: join(folder, 'none') })
  })

  test('an unknown decoder is refused before the file is opened', async () => {
    await expect(play('nowhere', { decoder: 'nope' })).rejects.toMatchObject({ code: 'unknown-source' })
  })

  test('says how far it is', async () => {
    const sofar: number[] = []
    const body = `${record(0)}\n`.repeat(20_000)
    const { outcome } = await replay('far.ndjson', body, {
      progress: ({ bytes, total }) => {
        expect(total).toBe(body.length)
        sofar.push(bytes)
      },
    })
    expect(sofar.length).toBeGreaterThan(3)
    expect(sofar).toEqual([...sofar].sort((a, b) => a - b))
    expect(outcome).toMatchObject({ bytes: body.length, total: body.length, records: 20_000 })
  })

  test('stops when it is asked to, with what was read', async () => {
    const stop = new AbortController()
    const { texts, outcome } = await replay('stop.ndjson', `${record(0)}\n`.repeat(40_000), {
      signal: stop.signal,
      progress: () => stop.abort(),
    })
    expect(outcome.stopped?.reason).toBe('cancelled')
    expect(texts.length).toBe(outcome.records)
    expect(texts.length).toBeLessThan(40_000)
  })

  test('a full disk ends it with the reason', async () => {
    const scratch = fresh()
    scratch.fill()
    const path = join(folder, 'full.ndjson')
    writeFileSync(path, `${record(0)}\n`)
    await expect(play(path, {}, scratch)).rejects.toMatchObject({ code: 'log-full' })
  })

  test('holds no more than its bound while the disk is slow', async () => {
    const scratch = fresh()
    const path = join(folder, 'slow.ndjson')
    writeFileSync(path, `${record(0, { pad: 'x'.repeat(1000) })}\n`.repeat(20_000))
    scratch.hold()
    const played = play(path, {}, scratch)
    setTimeout(() => scratch.release(), 200)
    expect((await played).records).toBe(20_000)
    expect(scratch.mostWaiting).toBeLessThan(8.5 * 1024 * 1024)
  })
})

describe('JSON documents in a file', () => {
  const documents = [0, 1, 2].map((n) => ({ timestamp: new Date(start + n).toISOString(), text: 'a "quoted" }\\' }))

  test('on several lines each, one after another', async () => {
    const { texts } = await replay('pretty.json', documents.map((one) => JSON.stringify(one, undefined, 2)).join('\n'))
    expect(texts.map((text) => JSON.parse(text))).toEqual(documents)
  })

  test('in an array, pretty or not, zipped or not', async () => {
    for (const body of [JSON.stringify(documents), JSON.stringify(documents, undefined, 2)]) {
      expect((await replay('array.json', body)).texts.map((text) => JSON.parse(text))).toEqual(documents)
      expect((await replay('array.json.gz', gzipSync(body))).texts.map((text) => JSON.parse(text))).toEqual(documents)
    }
  })

  test('one a line are read as lines: a broken one harms only itself', async () => {
    const { texts } = await replay('lines.json', `${record(0)}\n{"broken\n${record(1)}\n`)
    expect(texts).toEqual([record(0), '{"broken', record(1)])
  })

  test.prop([fc.uint8Array({ maxLength: 2000 })], { numRuns: 30 })(
    'any bytes end in an outcome or a refusal',
    async (bytes) => {
      const body = Buffer.from(bytes.map((byte) => '{}[]"\\\n ,1\u001f\u008b'.charCodeAt(byte % 12)))
      const { outcome } = await replay(`any-${files}.json`, body)
      expect(outcome.bytes).toBe(body.length)
    },
  )
})

async function replay(
  name: string,
  body: string | Uint8Array,
  options: Partial<ReplayOptions> = {},
): Promise<{ frames: ReturnType<ScratchLog['frames']>; texts: string[]; outcome: ReplayOutcome }> {
  mkdirSync(join(folder, String(++files)))
  const path = join(folder, String(files), name)
  writeFileSync(path, body)
  const scratch = fresh()
  const outcome = await play(path, { name, ...options }, scratch)
  const frames = scratch.frames()
  return { frames, texts: frames.filter(({ kind }) => kind === 'data').map(({ text }) => text), outcome }
}

function play(path: string, options: Partial<ReplayOptions> = {}, scratch = fresh()): Promise<ReplayOutcome> {
  return replayFile({ path, name: 'file', source: 'json', decoder: 'json', log: scratch.log, ...options })
}

function fresh(): ScratchLog {
  const scratch = scratchLog(1)
  logs.push(scratch)
  return scratch
}
