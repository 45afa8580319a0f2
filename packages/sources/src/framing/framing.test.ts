import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { type Framer, lineFramer, syslogFramer } from '../index.ts'

const syslogPieces = fc.constantFrom(
  ...[
    '<13>',
    '12 <',
    '5 <abc',
    '0',
    '9',
    ' ',
    '\n',
    '\r\n',
    '\0',
    'text',
    '<34>1 - x\n',
    '11 <34>1 - abc',
    '99999 <',
    '20 <',
    '7 <1>abcd',
  ],
)
const stream = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.array(syslogPieces, { maxLength: 24 }).map((parts) => new TextEncoder().encode(parts.join(''))),
)
const cuts = fc.array(fc.nat({ max: 220 }), { maxLength: 12 })

describe.each([
  ['lines', lineFramer],
  ['syslog', syslogFramer],
])('%s', (_, framer) => {
  test.prop([stream, cuts], { numRuns: 1000 })('any chunking gives the same frames and refusals', (bytes, at) => {
    expect(run(framer({ maxFrame: 32 }), chunks(bytes, at))).toEqual(run(framer({ maxFrame: 32 }), [bytes]))
    const singles = [...bytes].map((byte) => Uint8Array.of(byte))
    expect(run(framer({ maxFrame: 32 }), singles)).toEqual(run(framer({ maxFrame: 32 }), [bytes]))
  })

  test.prop([stream])('no frame is longer than allowed, and every refusal has a place', (bytes) => {
    for (const line of run(framer({ maxFrame: 32 }), [bytes])) {
      if (typeof line === 'string') expect(line.length).toBeLessThanOrEqual(32)
      else expect(line.offset).toBeLessThanOrEqual(bytes.length)
    }
  })
})

describe('lines', () => {
  test('end with LF or CRLF, empty ones are skipped, the last needs no end', () => {
    expect(lines('a\nb\r\n\n\r\nc')).toEqual(['a', 'b', 'c'])
  })

  test('a line past the limit is refused once at its place, and the next one is read', () => {
    expect(lines(`ab\n${'x'.repeat(100)}\nc\n`)).toEqual(['ab', { reason: 'too-long', offset: 3 }, 'c'])
  })

  test('a frame does not change when the chunk that brought its end is used again', () => {
    const framer = lineFramer({ maxFrame: 32 })
    const frames: Uint8Array[] = []
    const out = { frame: (bytes: Uint8Array) => frames.push(bytes), refused: () => {} }
    const chunk = new TextEncoder().encode('one')
    framer.push(chunk, out)
    framer.push(new TextEncoder().encode(' two\n'), out)
    chunk.fill(0)
    expect(new TextDecoder().decode(frames[0])).toBe('one two')
  })
})

describe('syslog streams', () => {
  test('octet counting and lines are told apart at each frame', () => {
    expect(syslog('7 <34>a\nb9 <34>hello\n<13>plain\n6 <34>ab')).toEqual([
      '<34>a\nb',
      '<34>hello',
      '<13>plain',
      '<34>ab',
    ])
  })

  test('a line may begin with digits', () => {
    expect(syslog('2026 something\n12 monkeys\n')).toEqual(['2026 something', '12 monkeys'])
  })

  test('a counted frame that is too long is refused and stepped over', () => {
    expect(syslog(`50 <${'x'.repeat(48)}\n4 <1>a`)).toEqual([{ reason: 'too-long', offset: 0 }, '<1>a'])
  })

  test('an absurd count is refused and left at the next line', () => {
    expect(syslog('999999999 <1>a\n<2>b\n')).toEqual([{ reason: 'bad-count', offset: 0 }, '<2>b'])
  })

  test('garbage after counted frames is refused once, and left at the next count', () => {
    expect(syslog('4 <1>agarbage4 <2>b4 <3>c')).toEqual(['<1>a', { reason: 'garbage', offset: 6 }, '<2>b', '<3>c'])
  })

  test('a stream that ends inside a counted frame says so', () => {
    expect(syslog('10 <1>a')).toEqual([{ reason: 'cut-off', offset: 0 }])
  })
})

type Seen = string | { reason: string; offset: number }

function lines(text: string): Seen[] {
  return run(lineFramer({ maxFrame: 32 }), [new TextEncoder().encode(text)])
}

function syslog(text: string): Seen[] {
  return run(syslogFramer({ maxFrame: 32 }), [new TextEncoder().encode(text)])
}

function run(framer: Framer, parts: readonly Uint8Array[]): Seen[] {
  const seen: Seen[] = []
  const out = {
    frame: (bytes: Uint8Array) => seen.push(String.fromCharCode(...bytes)),
    refused: (reason: string, offset: number) => seen.push({ reason, offset }),
  }
  for (const part of parts) framer.push(part, out)
  framer.end(out)
  return seen
}

function chunks(bytes: Uint8Array, cutsAt: readonly number[]): Uint8Array[] {
  const places = [0, ...cutsAt.filter((at) => at < bytes.length).sort((a, b) => a - b), bytes.length]
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end))
}
