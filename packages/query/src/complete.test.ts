import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { complete } from './complete.ts'
import { searchFields } from './fields.ts'

const at = (text: string) => complete(text, text.length, searchFields)
const texts = (text: string) => at(text).options.map((option) => option.text)

describe('at a cursor', () => {
  it('stand the fields that begin so, short names first, then those that mean it', () => {
    expect(texts('src').slice(0, 4)).toEqual(['src.ip', 'src.port', 'src.host', 'src.mac'])
    expect(texts('octets')).toEqual(expect.arrayContaining(['bytes.in', 'traffic.bytes_out']))
    expect(texts('hôte')).toContain('device.hostname')
    expect(at('a -pro')).toMatchObject({ start: 3, end: 6 })
  })

  it('carry their words in both languages', () => {
    const { options } = at('dst.po')
    expect(options[0]).toMatchObject({ kind: 'field', says: { en: expect.stringContaining('destination port') } })
  })

  it('stand the operators that fit a field, < and > for numbers alone', () => {
    expect(texts('host')).toEqual([':', '!='])
    expect(texts('a dst.port')).toEqual([':', '!=', '>', '>=', '<', '<='])
  })

  it('stand keywords after a term, and as they are begun', () => {
    expect(texts('a ')).toEqual(expect.arrayContaining(['AND', 'OR', 'NOT']))
    expect(texts('a an')).toContain('AND')
  })

  it('stand the values of closed lists, and whose values the store is to be asked for', () => {
    expect(at('realm:s')).toMatchObject({
      start: 6,
      options: [{ kind: 'value', text: 'sample' }],
      value: { fields: ['realm'], begins: 's' },
    })
    expect(at('user:ro')).toMatchObject({
      options: [],
      value: { fields: ['actor.user.name', 'user.name'], begins: 'ro' },
    })
  })

  it('stand stages after a pipe, and what each needs', () => {
    expect(texts('a | co')).toEqual(['count'])
    expect(texts('a | count ')).toEqual(['by'])
    expect(texts('a | count by us')).toContain('user')
    expect(texts('a | count by user, ho')).toContain('host')
    expect(texts('a | sum by')).toEqual(['bytes.in', 'bytes.out', 'traffic.bytes_out', 'traffic.bytes_in'])
    expect(texts('a | top 5 ho')).toContain('host')
    expect(texts('a | over ')).toEqual(['time'])
  })

  it('stands nothing inside of quotation marks', () => {
    expect(texts('a "us')).toEqual([])
    expect(texts('a "x | co')).toEqual([])
  })
})

test.prop([fc.string({ maxLength: 80 }), fc.double()])(
  'any text and any cursor give an answer within the text',
  (text, cursor) => {
    const { start, end, options } = complete(text, cursor, searchFields)
    expect(0 <= start && start <= end && end <= text.length && options.length <= 50).toBe(true)
  },
)
