import { createHash } from 'node:crypto'
import { fc, test } from '@fast-check/vitest'
import type { CityControl } from '@tocsin/capability'
import { record } from '@tocsin/city'
import { cityContentEnding, contentsOf } from '@tocsin/event'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { type GivenCity, givenCity } from '../given.fixture.ts'
import { addressWords } from './address.ts'
import { type CityVersion, openCityVersions } from './city-versions.ts'
import { viewOf } from './recogniser.ts'
import { claims } from './view.ts'

let given: GivenCity
beforeEach(async () => {
  given = await givenCity()
})
afterEach(() => given.close())

const nameOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex') + cityContentEnding

function published(last?: CityControl) {
  const all: CityVersion[] = []
  const kept = new Map<string, Uint8Array>()
  let failing: Error | undefined
  const versions = openCityVersions({
    keeper: given.keeper(),
    modes: () => given.learner().modes(),
    nameOf,
    last,
    publish: async (version) => {
      if (failing !== undefined) throw failing
      all.push(version)
      for (const [name, bytes] of version.contents) kept.set(name, bytes)
    },
  })
  return {
    all,
    kept,
    versions,
    fail: (error: Error | undefined) => {
      failing = error
    },
    view: () => {
      const control = all.at(-1)?.control
      if (control === undefined) throw new Error('nothing was published')
      return viewOf(control, kept)
    },
  }
}

const declare = async (id: string, addresses: readonly string[], more: object = {}) => {
  given.clock.advance(1000)
  const values = { identifiers: addresses.map((value) => ({ scheme: 'ip', value })), ...more }
  const by = { source: 'list', time: given.clock.now(), confidence: 'imported' } as const
  const made = record('assets', id, values as Record<string, unknown>, by)
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  await given.keeper().apply({ assets: [made.value] }, { who: 'ann', kind: 'import', about: 'list' })
}
const zone = async (id: string, networks: readonly string[]) => {
  const made = record('zones', id, { networks }, { source: 'list', time: given.clock.now(), confidence: 'imported' })
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  await given.keeper().apply({ zones: [made.value] }, { who: 'ann', kind: 'import', about: 'list' })
}
const who = (view: ReturnType<typeof viewOf>, address: string) => {
  const into = claims()
  view.address(address, into, addressWords())
  return Array.from({ length: into.count }, (_, at) => view.asset(into, at))
}

describe('versions for the log', () => {
  test('an empty city is not named; what changes nothing of what is recognised is no version', async () => {
    const { versions, all } = published()
    expect(await versions.next()).toBe(0)
    await declare('plc-1', ['10.0.0.7'])
    expect(await versions.next()).toBeGreaterThan(0)
    expect(await versions.next()).toBe(0)
    await declare('plc-1', ['10.0.0.7'], { note: 'painted green' })
    expect(await versions.next()).toBe(0)
    expect(all.map(({ control }) => control.number)).toEqual([1])
  })

  test('a mode that is decided is a version, and so is a statement that ends although nobody changes anything', async () => {
    await zone('water', ['10.2.0.0/16'])
    await declare('plc-1', ['10.0.0.7'])
    const { versions, all, view } = published()
    await versions.next()
    await given.learner().setMode('water', 'enforce', 'ann')
    await versions.next()
    expect(all).toHaveLength(2)
    expect(view().zoneNumbered(0)?.mode).toBe('enforce')
    const asset = given
      .keeper()
      .city()
      .assets.get('plc-1' as never)
    const [said] = asset?.said.identifiers ?? []
    if (asset === undefined || said === undefined) throw new Error('it was declared')
    given.clock.advance(1000)
    const until = given.clock.now() + 600_000
    const ending = { id: asset.id, said: { identifiers: [{ ...said, time: given.clock.now(), until }] } }
    await given.keeper().apply({ assets: [ending] }, { who: 'ann', kind: 'record', about: 'plc-1' })
    await versions.next()
    expect(who(view(), '10.0.0.7')).toEqual(['plc-1'])
    given.clock.advance(700_000)
    await versions.next()
    expect(who(view(), '10.0.0.7')).toEqual([])
  })

  test('one change of many things writes little, and a start after it writes nothing that is there', async () => {
    for (let n = 0; n < 60; n++) await declare(`sensor-${n}`, [`10.0.1.${n}`])
    const first = published()
    const whole = await first.versions.next()
    await declare('sensor-7', ['10.0.1.7', '10.0.9.7'])
    expect(await first.versions.next()).toBeLessThan(whole / 5)
    expect(first.all.at(-1)?.control.layers).toHaveLength(2)
    expect(who(first.view(), '10.0.9.7')).toEqual(['sensor-7'])
    expect(who(first.view(), '10.0.1.7')).toEqual(['sensor-7'])
    const again = published(first.all.at(-1)?.control)
    await again.versions.next()
    const once = published(again.all.at(-1)?.control)
    expect(await once.versions.next()).toBe(0)
    expect(once.all).toEqual([])
  })

  test('what could not be written is written the next time', async () => {
    const { versions, fail, view } = published()
    await declare('plc-1', ['10.0.0.7'])
    await versions.next()
    fail(new Error('no room'))
    await declare('plc-2', ['10.0.0.8'])
    await expect(versions.next()).rejects.toThrow('no room')
    fail(undefined)
    await versions.next()
    expect(who(view(), '10.0.0.8')).toEqual(['plc-2'])
  })
})

test.prop([fc.array(fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { minLength: 1, maxLength: 6 }), { maxLength: 12 })], {
  numRuns: 15,
})(
  'whatever changes in whichever order, the newest version names what the city does, and what it needs was written',
  async (rounds) => {
    const { versions, view, all, kept } = published()
    for (const [n, round] of rounds.entries()) {
      for (const [asset, address] of round) await declare(`a${asset}-${n % 2}`, [`10.0.0.${address}`])
      if (n % 3 === 2)
        await given
          .keeper()
          .undo(given.keeper().number(), 'ann')
          .catch(() => undefined)
      await versions.next()
    }
    if (all.length === 0) return
    const city = given.keeper().city()
    const expected = new Map<string, string[]>()
    for (const { id, said } of city.assets.values()) {
      for (const { value } of said.identifiers ?? [])
        expected.set(value.value, [...(expected.get(value.value) ?? []), id].sort())
    }
    const now = view()
    for (let last = 0; last <= 30; last++) {
      const address = `10.0.0.${last}`
      expect(who(now, address)).toEqual((expected.get(address) ?? []).slice(0, 8))
    }
    for (const { control } of all) for (const name of contentsOf(control)) expect(kept.has(name)).toBe(true)
  },
)
