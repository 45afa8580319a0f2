import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { columnNamed, type Decoder, type Frame, nativeLimits, type Value } from '@tocsin/event'
import { describe, expect } from 'vitest'
import { decoders, knownLogsources } from './index.ts'
import { utf8Length } from './wire/utf8.ts'

const anyBytes = fc.uint8Array({ maxLength: 2048 })
const scalar = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
)
const names = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('Event', 'System', 'EventData', 'UserData', 'Data', 'EventID', 'Channel', 'Hostname', 'Message'),
  fc.constantFrom('ts', '_path', 'id.orig_h', 'id_orig_h', 'query', '#text', '#attributes', '__proto__', 'a', 'winlog'),
  fc.constantFrom('@timestamp', 'host', 'user', 'message', 'logsource', 'event', 'timestamp', 'constructor'),
)
const { object: anyObject } = fc.letrec<{ value: unknown; object: object }>((tie) => ({
  value: fc.oneof({ maxDepth: 5 }, scalar, fc.array(tie('value'), { maxLength: 4 }), tie('object')),
  object: fc.dictionary(names, tie('value'), { maxKeys: 8, noNullPrototype: false }),
}))
const anyJson = anyObject.map((object) => JSON.stringify(object))
const anyLine = fc
  .tuple(
    fc.constantFrom(
      '<38>1 2026-11-20T10:00:00Z srv sshd 12 - - ',
      '<86>Nov 20 10:00:01 srv sudo: ',
      'Feb 29 01:02:03 x: ',
      '<13>',
    ),
    fc.constantFrom(
      'Failed password for ',
      'Connection closed by ',
      'pam_unix(sshd:session): session opened for user ',
      '(root) CMD (',
      '{"a":',
    ),
    fc.string({ unit: 'binary', maxLength: 80 }),
  )
  .map((parts) => parts.join(''))

const fixtures = join(import.meta.dirname, '..', 'fixtures')
const ownLines = (id: string) =>
  readdirSync(fixtures)
    .filter((name) => name.startsWith(`${id}.`))
    .flatMap((name) => readFileSync(join(fixtures, name), 'utf8').trimEnd().split('\n'))

const machines = ['json', 'windows', 'zeek', 'syslog']

describe.each(decoders)('$id', (decoder) => {
  const lines = ownLines(decoder.id)
  // Formats share the machinery of these four; what is their own is tried on their own lines.
  const numRuns = machines.includes(decoder.id) ? 100 : 20
  test.prop([
    fc.constantFrom(...(lines.length === 0 ? ['{"ts":1}'] : lines)),
    fc.nat(400),
    fc.nat(40),
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('=', '"', "'", ',', '|', '[', ': ', ' = ', '\\'),
    ),
  ])('a line of its own with a part cut out or put in is read within the limits', (line, at, length, part) => {
    check(decoder, encode(line.slice(0, at) + part + line.slice(at + length)))
  })

  test.prop([anyBytes], { numRuns })('any bytes give events within the limits, or a reason with a place', (bytes) => {
    check(decoder, bytes)
  })

  test.prop([anyJson], { numRuns })(
    'any JSON object gives events within the limits, or a reason with a place',
    (text) => {
      check(decoder, encode(text))
    },
  )

  test.prop([anyLine], { numRuns })('any line gives events within the limits, or a reason with a place', (text) => {
    check(decoder, encode(text))
  })

  test('a frame past 1 MiB is refused', () => {
    expect(decoder.decode(frame(new Uint8Array(nativeLimits.bytes + 1).fill(32)))).toMatchObject({
      ok: false,
      error: { reason: 'too-long' },
    })
  })

  test('an empty frame is refused', () => {
    expect(decoder.decode(frame(encode('  ')))).toMatchObject({ ok: false, error: { reason: 'empty-frame' } })
  })
})

describe.each(decoders.filter(({ id }) => [...machines, 'suricata', 'auditd', 'cef', 'web'].includes(id)))(
  '$id, flooded',
  (decoder) => {
    test('a nesting bomb is refused or read, quickly and without an exception', () => {
      for (const open of ['[', '{"a":', '[{"a":']) {
        const bomb = open.repeat(Math.floor(400_000 / open.length))
        check(decoder, encode(bomb))
        check(decoder, encode(`{"EventID":1,"ts":1,"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`))
      }
    })

    test('a flood of fields with long names stays within the limits', () => {
      const member = Object.fromEntries(Array.from({ length: 9000 }, (_, at) => [`field-${at}`, 'é'.repeat(40)]))
      check(decoder, encode(JSON.stringify({ EventID: 1, ts: 1, ['n'.repeat(500)]: member })))
      check(decoder, encode(JSON.stringify({ EventID: 1, ts: 1, ['n'.repeat(500)]: [member, member] })))
    })
  },
)

const ofJson = [
  'json',
  'windows',
  'zeek',
  'suricata',
  'cloudtrail',
  'm365',
  'azure',
  'modsecurity',
  'wazuh',
  'defender',
  'crowdstrike',
]

describe.each(decoders.filter(({ id }) => ofJson.includes(id)))('$id, as JSON', (decoder) => {
  test.prop([fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), scalar)])(
    'the place of a simple field holds its value',
    (members) => {
      const payload = encode(JSON.stringify({ Channel: 'x', ts: 1, ...members }))
      for (const [name, value] of fieldsOf(decoder, payload)) {
        const part = decoder.locate(payload, name, 0)
        if (part === undefined) throw new Error(`no place for ${name}`)
        expect(JSON.parse(text(payload.subarray(part.start, part.end)))).toEqual(value)
      }
    },
  )

  test('bytes that are not UTF-8 are refused with their place', () => {
    const payload = encode('{"ts":1,"EventID":1,"a":"xx"}')
    payload[25] = 0xff
    expect(decoder.decode(frame(payload))).toEqual({ ok: false, error: { reason: 'not-utf8', offset: 25 } })
  })

  test('a byte order mark is passed over', () => {
    const payload = encode('\ufeff{"ts":1,"EventID":7}')
    expect(fieldsOf(decoder, payload).get('EventID')).toBe(7)
    expect(decoder.locate(payload, 'EventID', 0)).toEqual({ start: 21, end: 22 })
  })

  test('broken JSON is refused at the byte where it breaks', () => {
    expect(decoder.decode(frame(encode('{"é":1,}')))).toEqual({ ok: false, error: { reason: 'not-json', offset: 8 } })
  })

  test('what is no object is refused', () => {
    expect(decoder.decode(frame(encode('[1]')))).toMatchObject({ ok: false, error: { reason: 'not-an-object' } })
  })

  test('nesting past 64 levels is refused at the byte where it passes', () => {
    const deep = `{"ts":1,"EventID":1,"a":${'['.repeat(64)}${']'.repeat(64)}}`
    expect(decoder.decode(frame(encode(deep)))).toEqual({ ok: false, error: { reason: 'too-deep', offset: 87 } })
    expect(decoder.decode(frame(encode(deep.replace('[]', '')))).ok).toBe(true)
  })

  test('special names are fields like any other', () => {
    const fields = fieldsOf(decoder, encode('{"ts":1,"EventID":1,"__proto__":"p","constructor":{"x":2},"a":1,"a":3}'))
    expect(fields.get('__proto__')).toBe('p')
    expect(fields.get('constructor.x')).toBe(2)
    expect(fields.get('a')).toBe(3)
    expect(({} as { p?: unknown }).p).toBeUndefined()
  })

  test('of equal keys the last one is read and found', () => {
    const payload = encode('{"ts":1,"EventID":1,"a":1,"a":"two"}')
    const part = decoder.locate(payload, 'a', 0)
    expect(text(payload.subarray(part?.start, part?.end))).toBe('"two"')
  })

  test('numbers past a double, halves of pairs and NUL are carried', () => {
    const fields = fieldsOf(
      decoder,
      encode('{"ts":1,"EventID":1,"n":1e999,"h":"a\\ud800b","z":"a\\u0000b","ok":"\\ud83d\\udd14"}'),
    )
    expect(fields.get('n')).toBe('Infinity')
    expect(fields.get('h')).toBe('a\ufffdb')
    expect(fields.get('z')).toBe('a\u0000b')
    expect(fields.get('ok')).toBe('\u{1f514}')
  })

  test('what does not fit is cut, and the event says so', () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`f${at}`, at]))
    const fields = fieldsOf(decoder, encode(JSON.stringify({ ...many, ts: 1, EventID: 4688, Channel: 'Security' })))
    expect(fields.size).toBe(nativeLimits.fields)
    expect(fields.get('tocsin.cut')).toBe(true)
  })
})

test('every logsource that a decoder stamps is known', () => {
  const lines = [
    '{"EventID":4688,"Channel":"security"}',
    '{"ts":1,"_path":"dns"}',
    '<38>1 - h sshd - - - x',
    'Nov 20 10:00:00 h su: x',
  ]
  for (const decoder of decoders) {
    for (const line of lines) {
      const decoded = decoder.decode(frame(encode(line)))
      for (const { logsources } of decoded.ok ? decoded.value : []) {
        for (const source of logsources) expect(knownLogsources).toContainEqual(source)
      }
    }
  }
})

function check(decoder: Decoder, payload: Uint8Array): void {
  const decoded = decoder.decode(frame(payload))
  if (!decoded.ok) {
    expect(decoded.error.offset).toBeGreaterThanOrEqual(0)
    expect(decoded.error.offset).toBeLessThanOrEqual(payload.length)
    return
  }
  for (const { native, ocsf, observables, time } of decoded.value) {
    expect(native.size).toBeLessThanOrEqual(nativeLimits.fields)
    let bytes = 0
    for (const [name, value] of native) bytes += utf8Length(name) + bytesOf(value)
    expect(bytes).toBeLessThanOrEqual(nativeLimits.bytes)
    if (time !== undefined) expect(Number.isFinite(time)).toBe(true)
    for (const [name, value] of Object.entries(ocsf)) {
      const type = columnNamed(name)?.type
      expect(typeof value).toBe(type === 'integer' || type === 'real' ? 'number' : type === 'boolean' ? type : 'string')
      if (type === 'integer') expect(Number.isSafeInteger(value)).toBe(true)
    }
    for (const { value } of observables) expect(value).toBe(value.toLowerCase())
    for (const name of [...native.keys()].slice(0, payload.length > 10_000 ? 1 : 20)) {
      const part = decoder.locate(payload, name, 0)
      if (part === undefined) continue
      expect(part.start).toBeLessThanOrEqual(part.end)
      expect(part.end).toBeLessThanOrEqual(payload.length)
    }
  }
}

function bytesOf(value: Value): number {
  if (typeof value === 'string') return utf8Length(value)
  if (typeof value !== 'object' || value === null) return 8
  return value.reduce((sum: number, item) => sum + (typeof item === 'string' ? utf8Length(item) : 8), 0)
}

function fieldsOf(decoder: Decoder, payload: Uint8Array): ReadonlyMap<string, Value> {
  const decoded = decoder.decode(frame(payload))
  if (!decoded.ok) throw new Error(decoded.error.reason)
  return decoded.value[0]?.native ?? new Map()
}

function frame(payload: Uint8Array): Frame {
  return {
    ...{ partition: 0, offset: 0, received: Date.UTC(2026, 10, 20, 12) * 1000, kind: 'data', realm: 'real' },
    ...{ origin: 'claimed', source: 'test', decoder: '', peer: 'test', payload },
  } as Frame
}

function encode(line: string): Uint8Array {
  return new TextEncoder().encode(line)
}

function text(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}
