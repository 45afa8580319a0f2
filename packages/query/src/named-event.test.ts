import { describe, expect, it } from 'vitest'
import { allTime, timeOfNamed } from './named-event.ts'
import { parse } from './parse.ts'
import { toQuery } from './to-query.ts'

const read = (text: string) => {
  const search = parse(text)
  if (!search.ok) throw new Error(text)
  return search.value
}
const asked = { time: allTime, timeField: 'received', limit: 10 } as const

describe('a search around an event', () => {
  it('asks for the one event, and takes its time', async () => {
    const search = read('around 3.1042.0 5m user:root')
    const timeOf = await timeOfNamed(search, 'received', async (query) => {
      expect(query).toMatchObject({ where: { kind: 'id', id: '3.1042.0' }, limit: 1 })
      return { rows: [{ id: '3.1042.0', received: 1_000_000, time: 7 }] }
    })
    const query = toQuery(search, { ...asked, timeOf })
    expect(query).toMatchObject({ ok: true, value: { time: [700_000, 1_300_000] } })
  })

  it('is refused in its place where there is no such event, or it is not theirs to see', async () => {
    const search = read('around 3.1042.0 5m')
    const timeOf = await timeOfNamed(search, 'time', async () => ({ rows: [] }))
    expect(toQuery(search, { ...asked, timeOf })).toMatchObject({ ok: false, error: { code: 'bad-around' } })
  })

  it('asks nothing where it is around a moment, or nothing', async () => {
    const ask = () => Promise.reject(new Error('asked'))
    await timeOfNamed(read('around 2026-11-22T03:14Z 5m'), 'time', ask)
    await timeOfNamed(read('user:root'), 'time', ask)
  })
})

describe('an id', () => {
  it('finds one event, and is printed as it is read', () => {
    expect(read('id:3.1042.0').where).toEqual({ kind: 'id', id: '3.1042.0' })
    expect(parse('id:lamp')).toMatchObject({ ok: false, error: { code: 'bad-value', start: 3, end: 7 } })
    expect(parse('id:')).toMatchObject({ ok: false, error: { code: 'bad-value' } })
  })
})
