import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { type ManualClock, manualClock } from '@tocsin/kit'
import { openStateStore, type StateStore } from '@tocsin/store'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { keyFolder, openSealed, type Sealed, sealedMigrations } from '../sealed/index.ts'
import { systemEntropy } from '../secret.ts'
import { knownPeople } from './known-people.ts'
import { openPeople, type People, revealLife } from './people.ts'
import { mayNamePerson } from './person.ts'
import { isPseudonym, pseudonymOf, pseudonymsIn } from './pseudonym.ts'
import { peopleMigrations } from './tables.ts'

let dir: string
let clock: ManualClock
let state: StateStore
let sealed: Sealed
let people: People
let close: () => void
const lens = { bytes: 'left-out' } as const

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'people-'))
  clock = manualClock(1_700_000_000_000)
  const opened = await openStateStore({ file: ':memory:', migrations: [...sealedMigrations, ...peopleMigrations] })
  state = opened.store
  close = opened.close
  sealed = await openSealed({ state, keys: keyFolder(dir, undefined), clock })
  people = await openPeople({ state, sealed, clock })
})
afterEach(() => {
  close()
  rmSync(dir, { recursive: true })
})

describe('a pseudonym', () => {
  const key = Buffer.alloc(32, 7)
  test.prop([fc.string({ minLength: 1, maxLength: 60 })])(
    'is short, readable and the same however a name is written',
    (name) => {
      const pseudonym = pseudonymOf(key, name)
      expect([isPseudonym(pseudonym), pseudonymsIn(`user:${pseudonym} AND x`)]).toEqual([true, [pseudonym]])
      expect(pseudonymOf(key, ` ${name} `)).toBe(pseudonym)
    },
  )
  test('is another under another key', () => {
    expect(pseudonymOf(key, 'Zoé')).toBe(pseudonymOf(key, 'ZOÉ'))
    expect(pseudonymOf(key, 'Zoé')).not.toBe(pseudonymOf(Buffer.alloc(32, 8), 'Zoé'))
  })
  test('is made for people, not for accounts of systems and machines', () => {
    expect(['root', 'SYSTEM', 'NT AUTHORITY\\SYSTEM', 'SRV-01$', '-', ' '].filter(mayNamePerson)).toEqual([])
    expect(['z.martin', 'VILLE\\z.martin', 'zoé'].filter(mayNamePerson)).toHaveLength(3)
  })
})

describe('the lens', () => {
  test('replaces account fields and observables, and known names in other texts alone', () => {
    const p = people.pseudonymOf('z.martin')
    const seen = people.lens(
      {
        rows: [
          {
            'user.name': 'Z.Martin',
            message: 'Failed password for z.martin from 10.0.0.1 port 22.',
            'process.cmd_line': 'C:\\Users\\z.martin\\run.exe --as=z.martin@ville.example "z.martin" z.martinez',
            'actor.user.name': 'root',
            source: 'z.martin',
          },
        ],
        about: { kind: 'account', value: 'z.martin' },
        story: { en: 'z.martin signed in 3 times.' },
        matched: [{ field: 'TargetUserName', value: 'z.martin', asked: 'is root', ranges: [[0, 8]] }],
        owner: 'z.martin',
      },
      lens,
    )
    expect(seen).toEqual({
      rows: [
        {
          'user.name': p,
          message: `Failed password for ${p} from 10.0.0.1 port 22.`,
          'process.cmd_line': `C:\\Users\\${p}\\run.exe --as=${p}@ville.example "${p}" z.martinez`,
          'actor.user.name': 'root',
          source: 'z.martin',
        },
      ],
      about: { kind: 'account', value: p },
      story: { en: `${p} signed in 3 times.` },
      matched: [{ field: 'TargetUserName', value: p, asked: 'is root', ranges: [] }],
      owner: 'z.martin',
    })
  })

  test('replaces the cells of groups, lists of values, names with spaces; leaves bytes out', () => {
    const p = people.pseudonymOf('Jean Dupont')
    expect(people.lens({ rows: [{ key0: 'Jean Dupont', key1: 'srv' }] }, { ...lens, cells: ['key0'] })).toEqual({
      rows: [{ key0: p, key1: 'srv' }],
    })
    expect(people.lens({ facets: [{ field: 'user.name', values: [{ value: 'li', count: 2 }] }] }, lens)).toEqual({
      facets: [{ field: 'user.name', values: [{ value: people.pseudonymOf('li'), count: 2 }] }],
    })
    expect(people.lens({ text: 'for JEAN DUPONT.' }, lens)).toEqual({ text: `for ${p}.` })
    expect(people.lens({ frames: [{ size: 3, base64: 'YWJj' }] }, lens)).toEqual({ frames: [{ size: 3 }] })
    expect(people.lens({ frames: [{ base64: 'YWJj' }] }, { bytes: 'kept' })).toEqual({ frames: [{ base64: 'YWJj' }] })
  })

  test('reads the list in a cell of most frequent names, and knows its names in other texts too', () => {
    const p = people.pseudonymOf('z.martin')
    const cells = ['measure0']
    const seen = people.lens(
      { rows: [{ measure0: '["z.martin","root",null,"li"]', note: 'by z.martin' }] },
      { ...lens, cells },
    )
    expect(seen).toEqual({
      rows: [{ measure0: JSON.stringify([p, 'root', null, people.pseudonymOf('li')]), note: `by ${p}` }],
    })
    expect(people.namesOf(people.pseudonymOf('["z.martin","root",null,"li"]'))).toEqual([])
    // What begins like a list and is none is one name.
    expect(people.lens({ rows: [{ measure0: '[z.martin' }] }, { ...lens, cells })).toEqual({
      rows: [{ measure0: people.pseudonymOf('[z.martin') }],
    })
  })

  test.prop([
    fc.stringMatching(/^[a-z][a-z0-9.]{2,12}[a-z]$/),
    fc.constantFrom(' ', '"', '\\', '/', '=', ':', ';', ','),
  ])('leaves a known name nowhere, whatever stands around it', (name, around) => {
    if (!mayNamePerson(name)) return
    const text = `a${around}${name}${around}b ${name}`
    const seen = people.lens({ 'user.name': name, text, deep: [[{ text }]] }, lens)
    expect(
      JSON.stringify(seen)
        .toLowerCase()
        .split(/[^a-z0-9.]/),
    ).not.toContain(name)
  })
})

describe('revealing', () => {
  const wish = () => ({ who: 'Max', pseudonym: people.pseudonymOf('zoé'), incident: 'INC-1' })
  beforeEach(() => people.learn(['zoé', 'max']))

  test('needs a reason, once for an incident, and holds eight hours for who asked', async () => {
    expect(await people.reveal(wish())).toMatchObject({ error: { code: 'reason-needed' } })
    expect(await people.reveal({ ...wish(), reason: 'a leak' })).toMatchObject({
      value: { names: ['zoé'], reason: 'a leak' },
    })
    const other = { ...wish(), pseudonym: people.pseudonymOf('max') }
    expect(await people.reveal(other)).toMatchObject({ value: { names: ['max'], reason: 'a leak' } })
    expect(await people.reveal({ ...other, incident: 'INC-2' })).toMatchObject({ ok: false })
    expect(await people.reveal({ ...other, who: 'Eve' })).toMatchObject({ ok: false })
    expect(await people.revealedTo('Max')).toHaveLength(2)
    expect(await people.revealedTo('Eve')).toEqual([])
    clock.advance(revealLife)
    expect(await people.revealedTo('Max')).toEqual([])
  })

  test('of bytes holds for one incident', async () => {
    expect(await people.openBytes({ who: 'Max', incident: 'INC-1', reason: 'a leak' })).toMatchObject({ ok: true })
    expect([await people.bytesOpenTo('Max', 'INC-1'), await people.bytesOpenTo('Max', 'INC-2')]).toEqual([true, false])
    expect(await people.revealedTo('Max')).toEqual([])
  })

  test('of nobody is refused', async () => {
    for (const pseudonym of ['~0000-0000', 'zoé']) {
      expect(await people.reveal({ ...wish(), pseudonym, reason: 'a leak' })).toMatchObject({
        error: { code: 'not-found' },
      })
    }
  })
})

describe('known people', () => {
  test('outlive a restart and a rotation, sealed in the table; a forgotten one is gone', async () => {
    people.learn(['zoé.martin', 'max'])
    await people.save()
    await sealed.rotate()
    const rows = JSON.stringify(await state.run({ sql: 'select * from person_name', parameters: [] }))
    expect(rows).not.toContain('martin')
    const again = await openPeople({ state, sealed, clock })
    expect(again.namesOf(people.pseudonymOf('Zoé.Martin'))).toEqual(['zoé.martin'])
    await again.forget('zoé.martin')
    const once = await openPeople({ state, sealed, clock })
    expect([once.known(), once.namesOf(people.pseudonymOf('zoé.martin'))]).toEqual([1, []])
  })

  test('are bounded: the first ones go', async () => {
    const keys = { pseudonyms: Buffer.alloc(32, 1), names: Buffer.alloc(32, 2) }
    const options = { state, keys, clock, entropy: systemEntropy, limit: 10 }
    const known = await knownPeople(options)
    for (let n = 0; n < 100; n++) {
      known.learn(`person${n}`)
      await known.save()
    }
    expect([known.size(), (await knownPeople(options)).size()]).toEqual([10, 10])
    expect(known.find('person0')).toBeUndefined()
  })
})
