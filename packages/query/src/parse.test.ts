import { describe, expect, it } from 'vitest'
import { parse } from './parse.ts'
import type { Where } from './query.ts'
import type { Search } from './search.ts'

function read(text: string): Search {
  const parsed = parse(text)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return parsed.value
}

const where = (text: string): Where | undefined => read(text).where

const is = (field: 'user.name' | 'actor.user.name' | 'source' | 'src_endpoint.ip', value: string): Where => ({
  kind: 'cmp',
  field,
  op: 'eq',
  value,
})

describe('a filter', () => {
  it('that is empty or a star asks for everything', () => {
    for (const text of ['', '  ', '*', ' * ']) expect(read(text)).toEqual({ by: [], measures: [] })
    expect(read('* | count')).toEqual({ by: [], measures: [{ kind: 'count' }] })
  })

  it('joins terms side by side like AND, which binds stronger than OR', () => {
    expect(where('a b OR c')).toMatchObject({ kind: 'or', of: [{ kind: 'and' }, { kind: 'anywhere', text: 'c' }] })
    expect(where('a AND b or c')).toEqual(where('a b OR c'))
    expect(where('a (b OR c)')).toMatchObject({ kind: 'and', of: [{ kind: 'anywhere' }, { kind: 'or' }] })
  })

  it('turns a term round by NOT or a minus', () => {
    expect(where('NOT source:zeek')).toEqual({ kind: 'not', of: is('source', 'zeek') })
    expect(where('-source:zeek')).toEqual(where('not source:zeek'))
    expect(where('-(a b)')).toMatchObject({ kind: 'not', of: { kind: 'and' } })
  })

  it('takes words that only begin like a keyword as words', () => {
    expect(where('order notes android')).toMatchObject({
      of: [{ text: 'order' }, { text: 'notes' }, { text: 'android' }],
    })
  })

  it('looks for free text in every text; a star at its ends says nothing more', () => {
    expect(where('mimikatz')).toEqual({ kind: 'anywhere', text: 'mimikatz' })
    expect(where('*mimi*')).toEqual({ kind: 'anywhere', text: 'mimi' })
    expect(where('"two words"')).toEqual({ kind: 'anywhere', text: 'two words' })
    expect(where('"*"')).toEqual({ kind: 'anywhere', text: '*' })
  })

  it.each(['http://example.org/a?b=1', ':x', '10.0.0.1:22', 'C:\\Windows', 'fe80::1'])(
    'looks for %s as it stands',
    (text) => {
      expect(where(text)).toEqual({ kind: 'anywhere', text })
    },
  )
})

describe('a term', () => {
  it('has a wildcard for the beginning, the end, the inside', () => {
    expect(where('src.ip:10.2.*')).toEqual({ kind: 'starts', field: 'src_endpoint.ip', text: '10.2.' })
    expect(where('host:*.example.org')).toEqual({ kind: 'ends', field: 'device.hostname', text: '.example.org' })
    expect(where('cmd:*"-enc "*')).toEqual({ kind: 'contains', field: 'process.cmd_line', text: '-enc ' })
    expect(where('host:a*b?')).toEqual({ kind: 'like', field: 'device.hostname', pattern: 'a*b?' })
    expect(where('host:"a*b"')).toMatchObject({ kind: 'cmp', value: 'a*b' })
  })

  it('asks whether a field is there', () => {
    expect(where('host:*')).toEqual({ kind: 'exists', field: 'device.hostname' })
    expect(where('exists:host')).toEqual(where('host:*'))
    expect(where('host!=*')).toEqual({ kind: 'not', of: { kind: 'exists', field: 'device.hostname' } })
  })

  it('compares numbers, with spaces or without', () => {
    const atLeast = { kind: 'cmp', field: 'dst_endpoint.port', op: 'gte', value: 1024 }
    expect(where('dst.port>=1024')).toEqual(atLeast)
    expect(where('dst_endpoint.port >= 1024')).toEqual(atLeast)
    expect(where('dst.port=22')).toEqual({ ...atLeast, op: 'eq', value: 22 })
    expect(where('severity:-0')).toEqual({ kind: 'cmp', field: 'severity_id', op: 'eq', value: 0 })
  })

  it('has ranges whose bounds are in, or out with a curly bracket', () => {
    const port = 'dst_endpoint.port'
    expect(where('dst_endpoint.port:[1 TO 1023]')).toEqual({
      kind: 'and',
      of: [
        { kind: 'cmp', field: port, op: 'gte', value: 1 },
        { kind: 'cmp', field: port, op: 'lte', value: 1023 },
      ],
    })
    expect(where('dst.port:{1 to *]')).toEqual({ kind: 'cmp', field: port, op: 'gt', value: 1 })
    expect(where('dst.port:[* TO *]')).toEqual({ kind: 'exists', field: port })
  })

  it('has lists', () => {
    expect(where('dst.port:(22 OR 23, 3389)')).toEqual({
      kind: 'in',
      field: 'dst_endpoint.port',
      values: [22, 23, 3389],
    })
    expect(where('src.ip:(10.0.0.0/8 OR 192.0.2.7)')).toEqual({
      kind: 'or',
      of: [{ kind: 'cidr', field: 'src_endpoint.ip', network: '10.0.0.0/8' }, is('src_endpoint.ip', '192.0.2.7')],
    })
  })

  it('reads addresses and networks of both families', () => {
    expect(where('src.ip:2001:db8::/32')).toEqual({ kind: 'cidr', field: 'src_endpoint.ip', network: '2001:db8::/32' })
    expect(where('src.ip:2001:db8::1')).toEqual(is('src_endpoint.ip', '2001:db8::1'))
  })

  it('holds for one of the fields of a short name', () => {
    expect(where('user:root')).toEqual({ kind: 'or', of: [is('actor.user.name', 'root'), is('user.name', 'root')] })
  })

  it('is different only where the field is there', () => {
    expect(where('source!=zeek')).toEqual({ kind: 'cmp', field: 'source', op: 'ne', value: 'zeek' })
    expect(where('realm!=sample')).toEqual({ kind: 'not', of: { kind: 'realm', realm: 'sample' } })
    expect(where('user!=root')).toMatchObject({ kind: 'and', of: [{ kind: 'or' }, { kind: 'not' }] })
  })

  it('keeps the backslashes of a path', () => {
    expect(where('process:C:\\Windows\\*')).toEqual({ kind: 'starts', field: 'process.name', text: 'C:\\Windows\\' })
    expect(where('cmd:"say \\"hi\\" \\\\x \\n"')).toMatchObject({ value: 'say "hi" \\x \\n' })
  })
})

describe('stages', () => {
  it('count, group and cut by time', () => {
    const text = 'src.ip:10.2.* AND NOT user:svc* | count by user | over time'
    expect(read(text)).toMatchObject({
      where: { kind: 'and', of: [{ kind: 'starts' }, { kind: 'not', of: { kind: 'or' } }] },
      by: ['actor.user.name', 'user.name'],
      over: {},
      measures: [{ kind: 'count' }],
    })
  })

  it('measure, several at once', () => {
    expect(read('|count|sum bytes.out by src.ip, dst.ip|distinct dst.port')).toEqual({
      by: ['src_endpoint.ip', 'dst_endpoint.ip'],
      measures: [
        { kind: 'count' },
        { kind: 'sum', field: 'traffic.bytes_out' },
        { kind: 'distinct', field: 'dst_endpoint.port' },
      ],
    })
  })

  it('rank the values of a field', () => {
    expect(read('| top 10 host')).toEqual({ by: ['device.hostname'], measures: [{ kind: 'count' }], top: 10 })
    expect(read('| sum bytes.out by host | top 3')).toMatchObject({ measures: [{ kind: 'sum' }], top: 3 })
  })

  it('count where only time is asked for', () => {
    expect(read('| over time 1h')).toEqual({ by: [], over: { seconds: 3600 }, measures: [{ kind: 'count' }] })
  })
})

describe('around', () => {
  it('names an event or a moment, and how far on both sides', () => {
    expect(read('around 3.1042.0 5m host:a')).toMatchObject({
      around: { kind: 'event', event: '3.1042.0', seconds: 300 },
      where: { kind: 'cmp' },
    })
    const time = Date.UTC(2026, 10, 22, 3, 14)
    expect(read('around 2026-11-22T03:14Z 1h').around).toEqual({ kind: 'moment', time, seconds: 3600 })
    expect(read('around 2026-11-22T04:14:00+01:00 1h').around).toMatchObject({ time })
  })

  it('is a word where it does not begin the text', () => {
    expect(where('turn around')).toMatchObject({ of: [{ text: 'turn' }, { text: 'around' }] })
  })
})

describe('a mistake is refused with its place and a remedy:', () => {
  const mistakes: readonly (readonly [text: string, code: string, place: string])[] = [
    ['source:"win', 'open-quote', '"win'],
    ['(a OR b', 'open-bracket', '('],
    ['a)', 'stray-bracket', ')'],
    ['a OR', 'missing-term', ''],
    ['a OR | count', 'missing-term', '|'],
    ['NOT', 'missing-term', ''],
    ['a AND AND b', 'missing-term', 'AND'],
    ['()', 'missing-term', ')'],
    ['a ""', 'missing-term', '""'],
    ['a *', 'missing-term', '*'],
    ['a*b', 'bad-wildcard', 'a*b'],
    ['usr:root', 'unknown-field', 'usr'],
    ['http:example', 'unknown-field', 'http'],
    ['exists:nothing', 'unknown-field', 'nothing'],
    ['exists:', 'missing-value', ''],
    ['a user:', 'missing-value', 'user'],
    ['dst.port:()', 'missing-value', ''],
    ['dst.port:ssh', 'bad-value', 'ssh'],
    ['dst.port:2*', 'bad-value', '2*'],
    ['dst.port:99999999999999999', 'bad-value', '99999999999999999'],
    ['host>a', 'bad-value', 'a'],
    ['host:[a TO b]', 'bad-value', '[a TO b]'],
    ['dst.port:[1 TO x]', 'bad-value', '[1 TO x]'],
    ['dst.port:[9 TO 1]', 'bad-range', '[9 TO 1]'],
    ['dst.port:[1', 'bad-range', '[1'],
    ['dst.port:(22 OR 23', 'open-bracket', '(22 OR 23'],
    ['src.ip:10.0.0.0/33', 'bad-value', '10.0.0.0/33'],
    ['src.ip:010.0.0.0/8', 'bad-value', '010.0.0.0/8'],
    ['realm:real-life', 'bad-value', 'real-life'],
    ['host:a?"*"b', 'bad-wildcard', 'a?"*"b'],
    ['a | rename b', 'bad-stage', 'rename'],
    ['a |', 'bad-stage', ''],
    ['a | count by', 'missing-value', ''],
    ['a | count by usr', 'unknown-field', 'usr'],
    ['a | count user', 'bad-stage', 'user'],
    ['| distinct user', 'bad-stage', 'user'],
    ['| sum host', 'bad-stage', 'host'],
    ['| top user', 'bad-stage', 'user'],
    ['| top 5', 'bad-stage', 'top 5'],
    ['| top 5 user | over time', 'bad-stage', 'top 5 user'],
    ['| over it', 'bad-stage', 'it'],
    ['| over time 1y', 'bad-value', '1y'],
    ['| count by user, host, src.ip, dst.ip', 'too-large', 'count by user, host, src.ip, dst.ip'],
    ['around yesterday 5m', 'bad-around', 'yesterday'],
    ['around 2026-13-01T00:00Z 5m', 'bad-around', '2026-13-01T00:00Z'],
    ['around 3.1042.0', 'bad-value', ''],
  ]
  it.each(mistakes)('%s', (text, code, place) => {
    const parsed = parse(text)
    expect(parsed).toMatchObject({ ok: false, error: { code } })
    if (parsed.ok) return
    const { start, end, message, fix } = parsed.error
    expect(text.slice(start, end)).toBe(place)
    for (const words of [message, fix]) {
      expect(words.en.length).toBeGreaterThan(0)
      expect(words.fr).not.toBe(words.en)
    }
  })

  it('a name that is nearly right is offered', () => {
    expect(parse('usr:root')).toMatchObject({ error: { fix: { en: expect.stringContaining('user') } } })
    expect(parse('dst_endpoint.prot:1')).toMatchObject({
      error: { fix: { en: expect.stringContaining('dst_endpoint.port') } },
    })
  })
})

describe('a search that is too large is refused:', () => {
  const large: readonly (readonly [what: string, text: string, code: string])[] = [
    ['in characters', 'a'.repeat(4097), 'too-long'],
    ['in conditions', Array.from({ length: 201 }, () => 'a').join(' '), 'too-large'],
    ['in conditions behind short names', Array.from({ length: 90 }, () => 'ip:a').join(' '), 'too-large'],
    ['in listed values', `pid:(${Array.from({ length: 600 }, () => '1').join(',')})`, 'too-large'],
    ['in brackets', `${'('.repeat(40)}a${')'.repeat(40)}`, 'too-deep'],
    ['in turns', `${'-'.repeat(2000)}a`, 'too-deep'],
    ['in levels', `${'(a -'.repeat(12)}b${')'.repeat(12)}`, 'too-deep'],
  ]
  it.each(large)('%s', (_, text, code) => expect(parse(text)).toMatchObject({ ok: false, error: { code } }))
})
