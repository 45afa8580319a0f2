import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** The built program, as an operator runs it, on the guide's fixtures. */
const bin = fileURLToPath(new URL('../bin/tocsin.mjs', import.meta.url))
const fixtures = fileURLToPath(new URL('../../../docs/guide/fixtures', import.meta.url))
const rules = fileURLToPath(new URL('../../../content/rules', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'journey-'))
const data = join(home, 'data')
afterAll(() => rmSync(home, { recursive: true }))

function tocsin(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, TOCSIN_DATA: data },
  })
  return { code: status, out: stdout, err: stderr, lines: stdout.split('\n').filter((line) => line !== '') }
}

/** Standard output must be lines of JSON and nothing else. */
function asJson(lines: readonly string[]): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line))
}

describe('a morning without a server', () => {
  beforeAll(() => {
    for (const [file, source] of [
      ['sshd.log', 'syslog'],
      ['windows.ndjson', 'windows'],
    ] as const) {
      const { code, lines, err } = tocsin('replay', join(fixtures, file), '--as', source, '--json')
      expect([code, err]).toEqual([0, ''])
      const [report] = asJson(lines)
      expect(report).toMatchObject({ complete: true, refused: 0 })
      expect(report?.['stored']).toBe(report?.['records'])
    }
  }, 240_000)

  test('incidents lists them, and tells one with its evidence', () => {
    const { code, lines } = tocsin('incidents', '--json')
    expect(code).toBe(0)
    const incidents = asJson(lines)
    expect(incidents.length).toBeGreaterThan(1)
    expect(incidents.every(({ realm }) => realm === 'replay')).toBe(true)
    const id = String(incidents.at(-1)?.['id'])
    const told = tocsin('incidents', id)
    expect(told.code).toBe(0)
    expect(told.out).toContain(id)
    expect(told.out).toMatch(/ {2}rule /)
    expect(asJson(tocsin('incidents', id, '--json').lines).length).toBeGreaterThan(1)
    expect(tocsin('incidents').lines).toHaveLength(incidents.length)
  }, 240_000)

  test('search finds by column, counts, and says where it was asked wrongly', () => {
    const events = asJson(tocsin('search', 'app_name:sshd', '--json', '--limit', '1000').lines)
    expect(events.length).toBeGreaterThan(0)
    expect(events.every(({ source }) => source === 'syslog')).toBe(true)
    expect(asJson(tocsin('search', 'app_name:sshd', '--count', '--json').lines)).toEqual([{ count: events.length }])
    expect(tocsin('search', 'app_name:nothing-like-it').lines.at(-1)).toMatch(/^0 events/)
    for (const wrong of [
      ['search', 'src_endpoint.port:ssh'],
      ['search', '--from', '1h', '--to', '2h'],
      ['search', '--limit', '0'],
    ]) {
      const { code, out, err } = tocsin(...wrong)
      expect([code, out], wrong.join(' ')).toEqual([2, ''])
      expect(err).not.toBe('')
    }
  }, 240_000)

  test('export gives the events of a search in each format, and writes no file over another', () => {
    const [{ count } = {}] = asJson(tocsin('search', 'app_name:sshd', '--count', '--json').lines)
    const ndjson = tocsin('export', 'app_name:sshd', '--format', 'ndjson')
    expect([ndjson.code, ndjson.err]).toEqual([0, ''])
    const events = asJson(ndjson.lines)
    expect(events).toHaveLength(Number(count))
    const times = events.map(({ time }) => String(time))
    expect(times).toEqual([...times].sort())

    const file = join(home, 'events.csv')
    expect(tocsin('export', 'app_name:sshd', '--out', file, '--limit', '3')).toMatchObject({ code: 0, out: '' })
    const [head, first, ...rest] = readFileSync(file, 'utf8').split('\r\n')
    expect(head).toMatch(/^id,time,received,source,/)
    expect(first).toContain(String(events[0]?.['id']))
    expect(rest).toHaveLength(3)
    const again = tocsin('export', '--out', file)
    expect(again.code).toBe(2)
    expect(again.err).toContain(file)
    expect(tocsin('export', '| count').code).toBe(2)

    const columns = join(home, 'events.parquet')
    expect(tocsin('export', '--format', 'parquet', '--out', columns).code).toBe(0)
    expect(readFileSync(columns).subarray(0, 4).toString()).toBe('PAR1')
  }, 240_000)

  test('the findings do not depend on the number of workers', () => {
    const one = tocsin('log', 'rerun', data, '--workers', '1', '--json')
    const two = tocsin('log', 'rerun', data, '--workers', '2', '--json')
    expect([one.code, two.code]).toEqual([0, 0])
    const [first, second] = [JSON.parse(one.err), JSON.parse(two.err)]
    expect(first.findings).toBeGreaterThan(0)
    expect(second.sha256).toBe(first.sha256)
    expect(two.out).toBe(one.out)
    expect(asJson(one.lines)).toHaveLength(first.findings)
  }, 240_000)

  test('a damaged file is read as far as it goes, and the exit code says that it was not whole', () => {
    const file = join(home, 'cut.log.gz')
    const lines = Array.from({ length: 500 }, (_, n) => `<34>1 2026-11-20T02:00:00Z h sshd - - - record ${n * 7919}\n`)
    writeFileSync(file, gzipSync(lines.join('')).subarray(0, -20))
    const { code, lines: said } = tocsin('replay', file, '--as', 'syslog', '--json')
    expect(code).toBe(1)
    expect(asJson(said)[0]).toMatchObject({ complete: false, notes: [expect.stringContaining('gzip-truncated')] })
  }, 240_000)

  test('what cannot be read is refused, counted and no failure', () => {
    const file = join(home, 'mixed.ndjson')
    writeFileSync(file, `{"message":"good"}\n{"a":\n${'x'.repeat(1_100_000)}\n{"message":"good too"}\n`)
    const { code, lines } = tocsin('replay', file, '--as', 'json', '--json')
    expect(code).toBe(0)
    expect(asJson(lines)[0]).toMatchObject({
      records: 4,
      stored: 2,
      refused: 2,
      reasons: expect.arrayContaining([
        { reason: 'too-long', count: 1 },
        { reason: 'not-json', count: 1 },
      ]),
    })
  }, 240_000)

  test('terminal escapes in a log never reach the terminal', () => {
    const file = join(home, 'escape.log')
    writeFileSync(file, '<34>1 2026-11-20T02:00:00Z h\x1b[2J sshd - - - Accepted\x1b]0;owned\x07 \u202eevil\n')
    expect(tocsin('replay', file, '--as', 'syslog').code).toBe(0)
    for (const args of [['search', 'evil'], ['search', 'evil', '--json'], ['incidents']]) {
      const { out } = tocsin(...args)
      expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    }
    expect(tocsin('search', 'evil', '--count').out).toBe('1 events\n')
  }, 240_000)
})

describe('rules', () => {
  test('match prints line and rule; check says what became of each', () => {
    const events = join(fixtures, 'sshd.log')
    const { code, lines } = tocsin('rules', 'match', '--rules', rules, '--events', events, '--as', 'syslog', '--json')
    expect(code).toBe(0)
    expect(lines.length).toBeGreaterThan(0)
    for (const match of asJson(lines)) expect(match).toEqual({ event: expect.any(Number), rule: expect.any(String) })
    const checked = tocsin('rules', 'check', rules, '--json')
    expect(checked.code).toBe(0)
    expect(asJson(checked.lines).every(({ status }) => status !== 'refused')).toBe(true)
  }, 240_000)

  test('a refused rule has its place, and an exit code of its own', () => {
    const dir = mkdtempSync(join(home, 'bad-'))
    writeFileSync(join(dir, 'bad.yml'), 'title: Bad\nlogsource: { product: linux }\ndetection:\n  a: [\n')
    const { code, out } = tocsin('rules', 'check', dir)
    expect(code).toBe(3)
    expect(out).toMatch(/bad\.yml:\d+:\d+/)
  }, 240_000)
})

describe('a command that is wrong', () => {
  const nowhere = join(home, 'nowhere')
  const events = join(fixtures, 'sshd.log')
  test.each([
    [2, 'unknown command', ['bogus']],
    [2, 'Allowed choices', ['replay', events, '--as', 'bogus']],
    [2, 'Allowed choices', ['log', 'rerun', home, '--lane', 'bogus']],
    [2, 'no such folder of rules', ['rules', 'match', '--rules', nowhere, '--events', events, '--as', 'syslog']],
    [2, 'no such folder of rules', ['rules', 'check', nowhere]],
    [2, 'no such folder of rules', ['replay', events, '--as', 'syslog', '--rules', nowhere]],
    [2, 'no such folder of rules', ['serve', '--data', nowhere, '--rules', nowhere]],
    [1, 'no such file', ['replay', nowhere, '--as', 'syslog', '--data', nowhere]],
    [1, 'no regular file', ['replay', home, '--as', 'syslog', '--data', nowhere]],
    [1, 'no such file', ['rules', 'match', '--rules', rules, '--events', nowhere, '--as', 'syslog']],
    [1, 'There is no data folder yet', ['incidents', '--data', nowhere]],
    [1, 'no log to judge', ['log', 'rerun', fixtures]],
    [1, 'No server runs', ['token', 'list', '--data', nowhere]],
    [1, 'No server runs', ['link', '--data', nowhere]],
  ])(
    'ends with %i, says "%s", and leaves nothing behind',
    (code, said, args) => {
      const answer = tocsin(...args)
      expect([answer.code, answer.out]).toEqual([code, ''])
      expect(answer.err).toContain(said)
      expect(answer.err).not.toContain('    at ')
      expect(existsSync(nowhere)).toBe(false)
    },
    60_000,
  )

  test('a folder that is none of ours is not made into one', () => {
    const dir = mkdtempSync(join(home, 'other-'))
    expect(tocsin('incidents', '--data', dir)).toMatchObject({ code: 1, out: '' })
    expect(existsSync(join(dir, 'state.sqlite'))).toBe(false)
  }, 240_000)

  test('a file that says where the server is, and is damaged or left over, is not believed', () => {
    for (const text of ['garbage', '{"url":"http://127.0.0.1:1","token":5,"pid":"x"}', '[]']) {
      writeFileSync(join(data, 'local.json'), text)
      expect(tocsin('incidents', '--json').code, text).toBe(0)
    }
    // the process id was given to another program meanwhile
    writeFileSync(join(data, 'local.json'), JSON.stringify({ url: 'http://127.0.0.1:9', token: 't', pid: process.pid }))
    const { code, err } = tocsin('incidents')
    expect(code).toBe(1)
    expect(err).toContain('does not answer')
    expect(err).toContain('local.json')
    rmSync(join(data, 'local.json'))
  }, 240_000)

  test('a link is followed, once', () => {
    const link = join(home, 'link.log')
    symlinkSync(join(fixtures, 'sshd.log'), link)
    expect(tocsin('rules', 'match', '--rules', rules, '--events', link, '--as', 'syslog').code).toBe(0)
  }, 240_000)
})
