import { type City, formatCity, type Records, record } from '@tocsin/city'
import type { Statement, StateStore } from '@tocsin/store'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type GivenCity, givenCity, morning } from '../given.fixture.ts'
import { openCityKeeper } from './city-keeper.ts'

let given: GivenCity
beforeEach(async () => {
  given = await givenCity()
})
afterEach(() => given.close())

const by = { source: 'csv:list', time: morning, confidence: 'imported' } as const
const many = (count: number, model: string): Records => ({
  assets: Array.from({ length: count }, (_, n) => {
    const made = record('assets', `a${n}`, { name: `Thing ${n}`, kind: 'sensor', model }, by)
    if (!made.ok) throw new Error(JSON.stringify(made.error))
    return made.value
  }),
})
const change = { who: 'ann', kind: 'import', about: 'list' } as const
const text = (city: City) => formatCity({ ...city, version: 0, time: 0 })

test('a change of thousands is there after a restart, byte for byte, and goes back whole', async () => {
  const before = text(given.keeper().city())
  const { number, counts } = await given.keeper().apply(many(2500, 'M1'), change)
  expect(counts.added).toBe(2500)
  const after = text(given.keeper().city())
  expect(text((await given.again()).city())).toBe(after)
  await given.keeper().undo(number, 'ann')
  expect(text(given.keeper().city())).toBe(before)
  expect(text((await given.again()).city())).toBe(before)
})

test('a large change that breaks off half-way was never made, and leaves nothing to the next one', async () => {
  await given.keeper().apply(many(3, 'M0'), change)
  const before = text(given.keeper().city())
  for (const room of [0, 1, 3, 6]) {
    const keeper = await openCityKeeper(breaking(given.state, room), given.clock.now)
    await expect(keeper.apply(many(2500, 'M1'), change)).rejects.toThrow('broken')
    expect(text(keeper.city())).toBe(before)
    const again = await given.again()
    expect(again.number()).toBe(1)
    expect(text(again.city())).toBe(before)
  }
  const keeper = await given.again()
  expect((await keeper.apply(many(4, 'M2'), change)).counts).toMatchObject({ added: 1, updated: 3 })
  await keeper.undo(2, 'ann')
  expect(text(keeper.city())).toBe(before)
})

/** A store that takes some more transactions after the one that opening needs, and then no more. */
function breaking(state: StateStore, room: number): StateStore {
  let left = room + 1
  return {
    run: (statement) => state.run(statement),
    transact: async (statements: readonly Statement[]) => {
      if (left-- <= 0) throw new Error('broken')
      await state.transact(statements)
    },
  }
}
