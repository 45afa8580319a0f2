import { parse, type Query, toQuery } from '@tocsin/query'
import { describe, expect, it } from 'vitest'
import { placeFiles, placesIn } from './open-places.ts'
import { placed, placedLimits } from './where-placed.ts'

const places = placesIn(placeFiles('/nowhere'))

function question(text: string): Query {
  const search = parse(text)
  const query = search.ok ? toQuery(search.value, { time: [0, 1000], timeField: 'received', limit: 10 }) : search
  if (!query.ok) throw new Error(text)
  return query.value
}

const seen = ['193.48.0.1', '8.8.8.8', '10.2.0.7', '2001:660::1']
const asked: Query[] = []
const ask = async (query: Query) => {
  asked.push(query)
  return { rows: seen.map((key0) => ({ key0, measure0: 1 })), took: 1 }
}

describe('a condition on a place', () => {
  it('becomes the addresses of the range that are registered there', async () => {
    const query = await placed(question('src.country:FR user.name:root'), places, ask)
    expect(query.where).toMatchObject({
      of: [{ kind: 'in', field: 'src_endpoint.ip', values: ['193.48.0.1', '2001:660::1'] }, { kind: 'cmp' }],
    })
    // What the other terms leave is all that is looked up
    expect(asked.at(-1)?.where).toMatchObject({ of: [{ kind: 'exists' }, { kind: 'cmp' }] })
    expect((await placed(question('NOT src.country:US'), places, ask)).where).toMatchObject({
      of: { kind: 'in', values: ['8.8.8.8'] },
    })
  })

  it('leaves a question without places as it is, and asks nothing', async () => {
    const before = asked.length
    const query = question('host:a')
    expect(await placed(query, places, ask)).toBe(query)
    expect(asked).toHaveLength(before)
  })

  it('is refused where there are too many addresses, or no file tells systems', async () => {
    const many = async () => ({
      rows: Array.from({ length: placedLimits.read }, (_, i) => ({ key0: `193.48.${i >> 8}.${i & 255}` })),
      took: 1,
    })
    await expect(placed(question('src.country:FR'), places, many)).rejects.toMatchObject({ code: 'over-budget' })
    await expect(placed(question('src.asn:2200'), places, ask)).rejects.toMatchObject({ code: 'bad-query' })
  })
})
