import { fc, test } from '@fast-check/vitest'
import { type QueryRow, type Scope, storedRow } from '@tocsin/store'
import { describe, expect, it } from 'vitest'
import { storedRows } from './stored-rows.ts'
import { watchers } from './watchers.ts'

const everything: Scope = { kind: 'all' }
const frozen = () => 0

function stored(sources: readonly string[]) {
  const lines = sources.map(
    (source, offset) =>
      `{"p":0,"o":${offset},"i":0,"t":1,"r":1,"tq":"stated","source":${JSON.stringify(source)},"realm":"real","origin":"proven","decoder":"json"}`,
  )
  return storedRows([{ rows: Buffer.from(`${lines.join('\n')}\n`), events: lines.length }])
}

const ids = (rows: readonly QueryRow[] | undefined) => rows?.map(({ id }) => id)

describe('those who watch', () => {
  it('each get what answers their own condition', () => {
    const all = watchers(frozen)
    all.add(1, undefined, everything)
    all.add(2, { kind: 'cmp', field: 'source', op: 'eq', value: 'ZEEK' }, everything)
    const arrived = all.take(stored(['zeek', 'syslog']))
    expect(arrived.map(({ viewer, events }) => [viewer, ids(events)])).toEqual([
      [1, ['0.0.0', '0.1.0']],
      [2, ['0.0.0']],
    ])
  })

  it('see nothing of a source that is not theirs, and no count of it either', () => {
    const all = watchers(frozen, { events: 1, millis: 1000 })
    all.add(1, undefined, { kind: 'sources', sources: ['water'] } as unknown as Scope)
    expect(all.take(stored(['traffic', 'traffic', 'traffic']))).toEqual([])
    expect(all.take(stored(['traffic', 'water'])).map(({ events }) => ids(events))).toEqual([['0.1.0']])
  })

  it('hear how many more there were than one hand-over may hold', () => {
    const all = watchers(frozen, { events: 2, millis: 1000 })
    all.add(1, undefined, everything)
    expect(all.take(stored(['a', 'b', 'c', 'd', 'e']))).toMatchObject([{ events: [{}, {}], dropped: 3 }])
  })

  it('hear what was left out where the conditions took too long', () => {
    let time = 0
    const all = watchers(() => (time += 100), { events: 1000, millis: 150 })
    all.add(1, undefined, everything)
    const [arrived] = all.take(stored(Array.from({ length: 1000 }, () => 'a')))
    expect((arrived?.events.length ?? 0) + (arrived?.dropped ?? 0)).toBe(1000)
    expect(arrived?.dropped).toBeGreaterThan(0)
  })

  it('who left is asked nothing any more', () => {
    const all = watchers(frozen)
    all.add(1, undefined, everything)
    all.remove(1)
    expect(all.take(stored(['a']))).toEqual([])
  })
})

test.prop([fc.array(fc.array(fc.constantFrom('a', 'bé', 'c'), { maxLength: 5 }), { maxLength: 5 }), fc.nat(900)])(
  'what is handed over and what is left are together what was stored',
  (batches, most) => {
    const given = batches.map((sources) => {
      const { rows, events } = stored(sources)
      return { rows, events }
    })
    const handed = storedRows(given, most)
    const lines = new TextDecoder()
      .decode(handed.rows)
      .split('\n')
      .filter((line) => line !== '')
    expect(lines.every((line) => storedRow(line) !== undefined)).toBe(true)
    expect(handed.events).toBe(lines.length)
    expect(handed.events + handed.left).toBe(batches.flat().length)
    expect(handed.rows.byteLength).toBeLessThanOrEqual(most)
  },
)
