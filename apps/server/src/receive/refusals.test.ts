import { fc, test } from '@fast-check/vitest'
import { manualClock } from '@tocsin/kit'
import { describe, expect } from 'vitest'
import { printable } from './printable.ts'
import { otherRefusals, refusalCounters } from './refusals.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('counters of refusals', () => {
  test('count by source, stage and reason, and keep the first and the latest samples', () => {
    const clock = manualClock(1000)
    const refusals = refusalCounters(clock)
    for (let i = 0; i < 9; i++) {
      refusals.note({
        source: 'fw',
        stage: 'receive',
        reason: 'line-too-long',
        peer: 'a:1',
        offset: i,
        bytes: bytes('x'),
      })
      clock.advance(1)
    }
    refusals.note({ source: 'fw', stage: 'decode', reason: 'line-too-long', peer: 'a:1', count: 4 })
    const [first, second] = refusals.snapshot()
    expect(first?.count).toBe(9)
    expect(first?.samples.map((sample) => sample.offset)).toEqual([0, 5, 6, 7, 8])
    expect(first?.samples[4]).toEqual({ at: 1008, peer: 'a:1', offset: 8, excerpt: 'x' })
    expect(second).toMatchObject({ stage: 'decode', count: 4 })
  })

  test('an excerpt is a copy of at most 256 bytes', () => {
    const refusals = refusalCounters(manualClock())
    const chunk = new Uint8Array(4096).fill(0x61)
    refusals.note({ source: 'a', stage: 'receive', reason: 'r', peer: '', bytes: chunk })
    chunk.fill(0x62)
    expect(refusals.snapshot()[0]?.samples[0]?.excerpt).toBe('a'.repeat(256))
  })

  test('names without end are counted together, and nothing is lost from the total', () => {
    const refusals = refusalCounters(manualClock(), 10)
    for (let i = 0; i < 500; i++)
      refusals.note({ source: `s${i}`, stage: 'receive', reason: 'r', peer: 'x'.repeat(5000) })
    refusals.note({ source: 's3', stage: 'receive', reason: 'r', peer: '' })
    const rows = refusals.snapshot()
    expect(rows.length).toBe(11)
    expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(501)
    expect(rows[0]).toMatchObject({ source: otherRefusals, reason: otherRefusals, count: 490 })
    expect(rows.find((row) => row.source === 's3')?.count).toBe(2)
    expect(rows[0]?.samples[0]?.peer.length).toBe(255)
  })

  test('a snapshot may cross a thread', () => {
    const refusals = refusalCounters(manualClock())
    refusals.note({ source: 'a', stage: 'decode', reason: 'not-json', peer: 'p', offset: 3, bytes: bytes('{') })
    expect(structuredClone(refusals.snapshot())).toEqual(refusals.snapshot())
  })
})

describe('printable bytes', () => {
  test('keep letters of any script, and escape controls, marks that turn text around, and broken UTF-8', () => {
    expect(printable(bytes('Évreux 市 \\ \u0007\u202e\u2028😀'))).toBe(
      'Évreux 市 \\\\ \\x07\\xe2\\x80\\xae\\xe2\\x80\\xa8😀',
    )
    expect(printable(Uint8Array.of(0xff, 0x41, 0xc3))).toBe('\\xffA\\xc3')
  })

  test.prop([fc.uint8Array({ maxLength: 300 })])('can be read back, and show no control character', (any) => {
    const shown = printable(any)
    expect(/[\p{Cc}\p{Cf}]/u.test(shown)).toBe(false)
    const back: number[] = []
    for (const part of shown.match(/\\x[0-9a-f]{2}|\\\\|[^\\]/gu) ?? []) {
      if (part.startsWith('\\x')) back.push(Number.parseInt(part.slice(2), 16))
      else back.push(...bytes(part === '\\\\' ? '\\' : part))
    }
    expect(Uint8Array.from(back)).toEqual(any)
  })
})
