import { everything, type Query, type QueryResult } from '@tocsin/store'
import { describe, expect, it } from 'vitest'
import { completed } from './complete-route.ts'
import { bookLimits, valueBook } from './value-book.ts'

function shelf(answer: (query: Query) => QueryResult['rows'] | Error) {
  const asked: Query[] = []
  let time = 1_700_000_000_000
  const query = async (query: Query): Promise<QueryResult> => {
    asked.push(query)
    const rows = answer(query)
    if (rows instanceof Error) throw rows
    return { rows, took: 1 }
  }
  return { asked, pass: (ms: number) => (time += ms), book: valueBook({ query }, () => time) }
}

const hosts = [
  { key0: 'lamp-01', measure0: 40 },
  { key0: 'lamp 02', measure0: 7 },
  { key0: 'gate-01', measure0: 3 },
]

describe('the values of a field', () => {
  it('are asked of the last day, and once a minute however much is typed', async () => {
    const { book, asked, pass } = shelf(() => hosts)
    expect(await book.top('device.hostname', 'LA', everything)).toEqual([
      { value: 'lamp-01', count: 40 },
      { value: 'lamp 02', count: 7 },
    ])
    await book.top('device.hostname', 'lam', everything)
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ timeField: 'received', limit: bookLimits.read })
    pass(bookLimits.fresh)
    await book.top('device.hostname', 'lam', everything)
    expect(asked).toHaveLength(2)
  })

  it('are looked for by their beginning where the common ones are more than were read', async () => {
    const many = Array.from({ length: bookLimits.read }, (_, i) => ({ key0: `a${i}`, measure0: 1000 - i }))
    const { book, asked } = shelf(({ where }) => (where?.kind === 'starts' ? [{ key0: 'zulu', measure0: 1 }] : many))
    expect(await book.top('device.hostname', 'zu', everything)).toEqual([{ value: 'zulu', count: 1 }])
    expect(asked[1]?.where).toEqual({ kind: 'starts', field: 'device.hostname', text: 'zu' })
  })

  it('are none where the store has no time, and that is not asked again at once', async () => {
    const { book, asked } = shelf(() => new Error('over budget'))
    expect(await book.top('device.hostname', '', everything)).toEqual([])
    expect(await book.top('device.hostname', '', everything)).toEqual([])
    expect(asked).toHaveLength(1)
  })
})

describe('completion', () => {
  it('offers real values, quoted where they need it, with how often they were seen', async () => {
    const { book } = shelf(() => hosts)
    const { start, end, options } = await completed(book, everything, 'realm:real host:la', 18)
    expect([start, end]).toEqual([16, 18])
    expect(options).toEqual([
      { kind: 'value', text: 'lamp-01', says: { en: 'lamp-01', fr: 'lamp-01' }, count: 40 },
      { kind: 'value', text: '"lamp 02"', says: { en: 'lamp 02', fr: 'lamp 02' }, count: 7 },
    ])
  })

  it('gives no value of a field that names people, and does not even ask', async () => {
    const { book, asked } = shelf(() => hosts)
    expect(await completed(book, everything, 'user:', 5)).toEqual({ start: 5, end: 5, options: [], withheld: true })
    expect(asked).toEqual([])
  })
})
