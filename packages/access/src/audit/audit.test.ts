import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { type ManualClock, manualClock } from '@tocsin/kit'
import { openStateStore, type StateStore } from '@tocsin/store'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { keyFolder, openSealed, type Sealed, sealedMigrations } from '../sealed/index.ts'
import { type Audit, openAudit } from './audit.ts'
import type { AuditDraft } from './entry.ts'
import { auditMigrations } from './tables.ts'
import { verifyAudit } from './verify.ts'

let dir: string
let clock: ManualClock
let state: StateStore
let sealed: Sealed
let audit: Audit
let close: () => void

const searched = (about: string, more: Partial<AuditDraft> = {}): AuditDraft => ({
  who: 'Zoé',
  role: 'analyst',
  act: 'event.search',
  about,
  outcome: 'done',
  address: '192.0.2.7',
  ...more,
})
const verdict = () => verifyAudit({ state, sealed, dataDir: dir })
const kinds = async () => (await verdict()).problems.map(({ kind }) => kind)
const sql = <Row = unknown>(text: string, ...parameters: unknown[]) => state.run<Row>({ sql: text, parameters })

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'audit-'))
  clock = manualClock(1_700_000_000_000)
  const opened = await openStateStore({ file: ':memory:', migrations: [...sealedMigrations, ...auditMigrations] })
  state = opened.store
  close = opened.close
  sealed = await openSealed({ state, keys: keyFolder(dir, undefined), clock })
  audit = await openAudit({ state, sealed, dataDir: dir, clock })
})
afterEach(async () => {
  await audit.close()
  close()
  rmSync(dir, { recursive: true })
})

async function chainOf(entries: number, checkpointAt: readonly number[]): Promise<void> {
  for (let n = 0; n < entries; n++) {
    await audit.note(searched(`user:name${n} "quoted" \\ é`, { rows: n, reason: n % 2 ? 'a leak' : 'a loss' }))
    if (checkpointAt.includes(n)) await audit.checkpoint()
  }
}

describe('the audit', () => {
  test('keeps what was done, newest first, and finds it by person, act, words and time', async () => {
    await audit.note(searched('user:Dupont', { rows: 3 }))
    clock.advance(1000)
    await audit.note(searched('~k7f3-q2mx', { act: 'people.reveal', people: ['~k7f3-q2mx'], reason: 'a leak' }))
    await audit.note(searched('host:a', { who: 'Max' }))
    const about = async (filter: object) => (await audit.list({ limit: 10, ...filter })).map((entry) => entry.about)
    expect(await about({})).toEqual(['host:a', '~k7f3-q2mx', 'user:Dupont', sealed.keyId()])
    expect(await about({ who: 'Max' })).toEqual(['host:a'])
    expect(await about({ act: 'people.reveal' })).toEqual(['~k7f3-q2mx'])
    expect(await about({ words: ['DUPONT', '~k7f3-q2mx'] })).toEqual(['~k7f3-q2mx', 'user:Dupont'])
    expect(await about({ from: clock.now() })).toEqual(['host:a', '~k7f3-q2mx'])
    expect(await about({ before: 3, limit: 1 })).toEqual(['user:Dupont'])
    expect(await verdict()).toMatchObject({ entries: 4, problems: [] })
  })

  test('cuts what is too long and keeps no controls', async () => {
    await audit.note(searched(`\u001b[31m${'x'.repeat(10_000)}`, { reason: 'r\ud800\n' }))
    const [entry] = await audit.list({ limit: 1 })
    expect(entry?.about).toHaveLength(4096)
    expect(entry?.about.startsWith(' [31m')).toBe(true)
    expect(entry?.reason).toBe('r  ')
    expect((await verdict()).problems).toEqual([])
  })

  test('is written in the order of asking, many at once in one write', async () => {
    let writes = 0
    const counted: StateStore = {
      ...state,
      transact: (statements) => {
        writes++
        return state.transact(statements)
      },
    }
    const busy = await openAudit({ state: counted, sealed, dataDir: dir, clock })
    await Promise.all(Array.from({ length: 100 }, (_, n) => busy.note(searched(`${n}`))))
    expect(writes).toBeLessThan(4)
    const entries = await busy.list({ limit: 100 })
    expect(entries.map(({ about }) => about).reverse()).toEqual(Array.from({ length: 100 }, (_, n) => `${n}`))
    await busy.close()
    expect((await verdict()).problems).toEqual([])
  })

  test('refuses an act that must be noted where the store refuses, and keeps the others until it takes them', async () => {
    let full = true
    const store: StateStore = {
      ...state,
      transact: (statements) => (full ? Promise.reject(new Error('disk is full')) : state.transact(statements)),
    }
    const on = await openAudit({ state: store, sealed, dataDir: dir, clock })
    on.noteLater(searched('kept'))
    await expect(on.note(searched('not done'))).rejects.toThrow('disk is full')
    expect(on.status()).toMatchObject({ waiting: 1, lost: 0, failure: 'disk is full' })
    for (let n = 0; n < 3000; n++) on.noteLater(searched(`flood ${n}`))
    expect(on.status().lost).toBeGreaterThan(0)
    full = false
    await on.note(searched('last'))
    await on.close()
    const about = async (word: string) => (await on.list({ limit: 5, words: [word] })).map((entry) => entry.about)
    expect([await about('kept'), await about('last'), await about('not done')]).toEqual([['kept'], ['last'], []])
    expect((await verdict()).problems).toEqual([])
  })

  test('folds what repeats within a minute, and a flood of ever new kinds into one more', async () => {
    const refused = (who: string) => searched('', { act: 'session.begin', who, outcome: 'refused' })
    for (let n = 0; n < 50; n++) audit.noteFolded('zoe', refused('zoe'))
    for (let n = 0; n < 5000; n++) audit.noteFolded(`guess ${n}`, refused(`guess ${n}`))
    clock.advance(60_000)
    audit.noteFolded('other', refused('other'))
    await audit.note(searched('end'))
    const entries = await audit.list({ limit: 1000, act: 'session.begin' })
    expect(entries.length).toBeLessThan(255)
    expect(entries.filter(({ who }) => who === 'zoe').map(({ times }) => times)).toEqual([49, undefined])
    expect(entries.find(({ who }) => who === 'many')?.times).toBe(5000 - 199 - 50)
  })

  test('lets one person cause a thousand entries at once and two a second after', () => {
    const taken = Array.from({ length: 1500 }, () => audit.budget('Zoé'))
    expect(taken.filter((one) => one === 'write')).toHaveLength(1000)
    expect(audit.budget('Max')).toBe('write')
    clock.advance(5000)
    expect(Array.from({ length: 20 }, () => audit.budget('Zoé')).filter((one) => one === 'write')).toHaveLength(10)
  })

  test('goes on where it stood after a restart, with a part of a checkpoint cut off', async () => {
    await chainOf(3, [2])
    await audit.close()
    appendFileSync(join(dir, 'audit', 'checkpoints'), '{"at":17')
    expect(await kinds()).toEqual(['checkpoint-torn'])
    audit = await openAudit({ state, sealed, dataDir: dir, clock })
    await chainOf(2, [0])
    expect(await verdict()).toMatchObject({ entries: 6, problems: [] })
    expect(readFileSync(join(dir, 'audit', 'public-key.pem'), 'utf8')).toContain('PUBLIC KEY')
  })

  test('outlives the rotation of the master key', async () => {
    await chainOf(2, [1])
    await sealed.rotate()
    await chainOf(2, [])
    expect((await verdict()).problems).toEqual([])
  })
})

describe('tocsin verify', () => {
  const columns = ['n', 'at', 'who', 'act', 'words', 'entry', 'mac'] as const

  test.prop([fc.nat(), fc.constantFrom(...columns), fc.nat(), fc.integer({ min: 1, max: 255 })], { numRuns: 60 })(
    'finds any changed byte of any stored entry, and names the entry',
    async (at, column, position, by) => {
      if (audit.status().entries < 6) await chainOf(5, [1, 3])
      const before = await sql<Record<string, string | number>>('select * from audit_entry order by n')
      const row = before[at % before.length] ?? {}
      const value = row[column]
      const changed = typeof value === 'number' ? value + 1000 * by : changedAt(String(value), position, by)
      await sql(`update audit_entry set ${column} = ? where n = ?`, changed, row['n'])
      const { problems } = await verdict()
      expect(problems.map(({ n }) => n)).toContain(row['n'])
      await sql('delete from audit_entry')
      for (const old of before) {
        await sql(`insert into audit_entry (${columns.join()}) values (?,?,?,?,?,?,?)`, ...columns.map((c) => old[c]))
      }
      expect((await verdict()).problems).toEqual([])
    },
  )

  test.prop([fc.nat(), fc.integer({ min: 1, max: 255 })], { numRuns: 60 })(
    'finds any changed byte of any checkpoint',
    async (position, by) => {
      if (audit.status().entries < 6) await chainOf(5, [0, 2, 4])
      const file = join(dir, 'audit', 'checkpoints')
      const before = readFileSync(file)
      const bytes = Buffer.from(before)
      const at = position % bytes.length
      bytes[at] = ((bytes[at] ?? 0) + by) % 256
      writeFileSync(file, bytes)
      expect((await verdict()).problems.length).toBeGreaterThan(0)
      writeFileSync(file, before)
    },
  )

  test.prop([fc.nat({ max: 5 }), fc.nat({ max: 5 })], { numRuns: 30 })('finds a reordering', async (a, b) => {
    if (audit.status().entries < 6) await chainOf(5, [])
    const [one, other] = [a + 1, b + 1]
    if (one === other) return
    const swap = async () => {
      await sql('update audit_entry set n = -1 where n = ?', one)
      await sql('update audit_entry set n = ? where n = ?', one, other)
      await sql('update audit_entry set n = ? where n = -1', other)
    }
    await swap()
    const { problems } = await verdict()
    expect(problems.map(({ kind, n }) => `${kind} ${n}`)).toEqual(
      expect.arrayContaining([`moved ${one}`, `moved ${other}`]),
    )
    await swap()
  })

  test('finds a removed entry in the middle, and one at the end by the checkpoint', async () => {
    await chainOf(5, [4])
    await sql('delete from audit_entry where n = 3')
    expect((await verdict()).problems[0]).toMatchObject({ kind: 'missing', n: 3, says: 'entry 3 is missing' })
    await sql('delete from audit_entry where n > 4')
    expect((await verdict()).problems).toContainEqual(
      expect.objectContaining({ kind: 'cut', says: 'entries 5 to 6 are removed at the end' }),
    )
    await sql('delete from audit_entry')
    expect(await kinds()).toContain('cut')
    rmSync(join(dir, 'audit', 'checkpoints'))
    expect(await kinds()).toEqual(['cut'])
  })

  test('finds a checkpoint that was taken away', async () => {
    await chainOf(3, [0, 1, 2])
    await audit.note(searched('after'))
    const file = join(dir, 'audit', 'checkpoints')
    const lines = readFileSync(file, 'utf8').split('\n')
    writeFileSync(file, [lines[0], lines[2], ''].join('\n'))
    expect(await kinds()).toContain('checkpoint-missing')
    truncateSync(file, Buffer.byteLength(`${lines[0]}\n`))
    expect(await kinds()).toEqual(['checkpoint-missing'])
  })

  test('finds entries that were written without the key', async () => {
    await chainOf(2, [])
    const [row] = await sql<Record<string, string>>('select * from audit_entry where n = 3')
    const forged = String(row?.['entry']).replace('name1', 'other')
    await sql('update audit_entry set entry = ? where n = 3', forged)
    await sql("update audit_entry set words = replace(words, 'name1', 'other') where n = 3")
    expect((await verdict()).problems).toEqual([{ kind: 'changed', n: 3, says: 'entry 3 is not as it was written' }])
  })

  test('says when the key is gone', async () => {
    await chainOf(1, [])
    await sealed.forget('audit.chain')
    expect(await kinds()).toEqual(['no-key'])
  })
})

/** Another character at a place of a text, never half a pair. */
function changedAt(text: string, position: number, by: number): string {
  const at = position % Math.max(1, text.length)
  const code = 32 + (((text.charCodeAt(at) || 0) + by) % 95)
  const other = String.fromCharCode(code) === text[at] ? '~' : String.fromCharCode(code)
  return `${text.slice(0, at)}${other === text[at] ? '!' : other}${text.slice(at + 1)}`
}

describe('the oldest entries', () => {
  const day = 86_400_000

  async function chainOverDays(): Promise<void> {
    for (let n = 0; n < 30; n++) {
      await audit.note(searched(`day ${n}`))
      if (n % 4 === 1) await audit.checkpoint()
      clock.advance(day)
    }
  }

  test('go when their time is over, as far as a checkpoint signed them, and the chain holds without them', async () => {
    await chainOverDays()
    expect(await audit.cut(10)).toBe(19)
    const left = await audit.list({ limit: 100 })
    expect(left.at(-1)?.about).toBe('day 18')
    expect(left[0]).toMatchObject({ act: 'audit.cut', about: '19', reason: '10 days' })
    expect(await verdict()).toMatchObject({ cut: 19, problems: [] })
    expect(await audit.cut(10)).toBe(0)
    clock.advance(5 * day)
    await audit.checkpoint()
    expect(await audit.cut(10)).toBe(4)
    expect(await verdict()).toMatchObject({ cut: 23, problems: [] })
    await audit.note(searched('and it goes on'))
    expect((await verdict()).problems).toEqual([])
  })

  test('that somebody cuts off show, at a checkpoint too, and so does a changed byte of what is left', async () => {
    await chainOverDays()
    await sql('delete from audit_entry where n <= 11')
    expect(await kinds()).toEqual(['missing'])
    await audit.cut(10)
    expect(await kinds()).toEqual([])
    await sql('delete from audit_entry where n <= 23')
    expect((await verdict()).problems).toMatchObject([{ kind: 'missing', n: 20 }])
  })

  test('whose cutting somebody noted who is not Tocsin are missed all the same', async () => {
    await chainOverDays()
    await audit.note(searched('19', { act: 'audit.cut', reason: '10 days' }))
    await sql('delete from audit_entry where n <= 19')
    expect(await kinds()).toEqual(['missing'])
  })

  test.each([0, 1, 2])('go in the end, also where a cut ends before its step %i', async (steps) => {
    for (let n = 0; n < 6; n++) {
      await audit.note(searched(`old ${n}`))
      await audit.checkpoint()
    }
    clock.advance(100 * day)
    let left = steps
    const mortal: StateStore = {
      ...state,
      transact: async (statements) => {
        if (left-- <= 0) throw new Error('the power went')
        await state.transact(statements)
      },
    }
    const dying = await openAudit({ state: mortal, sealed, dataDir: dir, clock })
    await dying.cut(10).catch(() => undefined)
    await dying.close()
    const next = await openAudit({ state, sealed, dataDir: dir, clock })
    expect((await verdict()).problems).toEqual([])
    await next.cut(10)
    expect(await next.list({ limit: 100, act: 'event.search' })).toEqual([])
    await next.note(searched('new'))
    expect((await verdict()).problems).toEqual([])
    await next.close()
  })
})
