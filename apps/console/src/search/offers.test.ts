import { describe, expect, it } from 'vitest'
import { offersAt, taken } from './offers.ts'
import type { Completed } from './shapes.ts'

const at = (text: string, values?: Completed) => offersAt(text, text.length, values, 'usual')
const texts = (text: string) => at(text).options.map((option) => option.text)
const value = { kind: 'value', text: 'gate-01', says: { en: 'gate-01', fr: 'gate-01' }, count: 4 } as const

describe('what is offered while somebody types', () => {
  it('is nothing before a letter, and fields from the first one on', () => {
    expect(texts('')).toEqual([])
    expect(texts('user:root ')).toEqual([])
    expect(texts('ho')).toContain('host')
    expect(texts('a | ')).toContain('count')
    expect(texts('a | count by ')).toContain('src.ip')
  })

  it('has operators for those who ask', () => {
    expect(texts('host')).toEqual([])
    expect(offersAt('host', 4, undefined, 'all').options.map((option) => option.text)).toContain(':')
  })

  it('has real values once they came, and never those of an earlier letter', () => {
    const values: Completed = { start: 5, end: 6, options: [value], withheld: false }
    expect(at('host:g', values).options).toEqual([value])
    expect(at('host:ga', values).options).toEqual([])
  })

  it('is written in its place, and the cursor stands where one goes on', () => {
    const field = { kind: 'field', text: 'host', says: { en: '', fr: '' } } as const
    expect(taken('a ho', at('a ho'), field)).toEqual({ text: 'a host:', at: 7 })
    expect(taken('a | count by ho', at('a | count by ho'), field)).toEqual({ text: 'a | count by host', at: 17 })
    expect(taken('host:g', at('host:g'), value)).toEqual({ text: 'host:gate-01 ', at: 13 })
  })
})
