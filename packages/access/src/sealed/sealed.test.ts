import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { openStateStore, type StateStore } from '@tocsin/store'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import { type KeyFolder, keyFolder } from './key-files.ts'
import { openSealed, type Sealed } from './sealed.ts'
import { sealedMigrations } from './tables.ts'

let dir: string
let state: StateStore
let close: () => void

const bytes = (text: string) => Buffer.from(text, 'utf8')
const open = (keys: KeyFolder = keyFolder(dir, undefined), store = state): Promise<Sealed> =>
  openSealed({ state: store, keys })

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sealed-'))
  const opened = await openStateStore({ file: ':memory:', migrations: sealedMigrations })
  state = opened.store
  close = opened.close
})
afterEach(() => {
  close()
  rmSync(dir, { recursive: true })
})

describe('the sealed store', () => {
  test.prop([fc.uint8Array({ maxLength: 300 })], { numRuns: 50 })('gives back what was sealed', async (secret) => {
    const sealed = await open()
    await sealed.seal('totp:zoe', secret)
    expect(Buffer.from((await sealed.open('totp:zoe')) ?? []).equals(secret)).toBe(true)
    expect(Buffer.from((await (await open()).open('totp:zoe')) ?? []).equals(secret)).toBe(true)
  })

  test('keeps the key outside of the state, for its owner alone, and nothing readable inside', async () => {
    const sealed = await open()
    await sealed.seal('oidc', bytes('a client secret'))
    expect(statSync(join(dir, 'keys', 'master.key')).mode & 0o777).toBe(0o600)
    const rows = JSON.stringify(await state.run({ sql: 'select * from sealed_secret', parameters: [] }))
    const key = readFileSync(join(dir, 'keys', 'master.key'), 'utf8').trim()
    expect(rows).not.toContain(key)
    expect(rows).not.toContain(bytes('a client secret').toString('base64').slice(0, 12))
  })

  test('makes a secret once, whoever asks first', async () => {
    const sealed = await open()
    const made = await Promise.all([1, 2, 3, 4].map((n) => sealed.openOrMake('audit', () => bytes(`key ${n}`))))
    expect(new Set(made.map((one) => Buffer.from(one).toString('utf8'))).size).toBe(1)
  })

  test('knows no secret that was never kept, and forgets one', async () => {
    const sealed = await open()
    expect(await sealed.open('a')).toBeUndefined()
    await sealed.seal('a', bytes('x'))
    await sealed.seal('b', bytes('y'))
    await sealed.forget('a')
    expect(await sealed.names()).toEqual(['b'])
  })

  test('opens no row that was moved to another name or changed', async () => {
    const sealed = await open()
    await sealed.seal('totp:zoe', bytes('one'))
    await sealed.seal('totp:max', bytes('two'))
    await state.run({ sql: "update sealed_secret set name = 'totp:eve' where name = 'totp:zoe'", parameters: [] })
    await expect(sealed.open('totp:eve')).rejects.toMatchObject({ code: 'sealed-damaged' })
    const [row] = await state.run<{ sealed: string }>({
      sql: "select sealed from sealed_secret where name = 'totp:max'",
      parameters: [],
    })
    const text = row?.sealed ?? ''
    for (let at = 0; at < text.length; at++) {
      const changed = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
      await state.run({ sql: "update sealed_secret set sealed = ? where name = 'totp:max'", parameters: [changed] })
      await expect(sealed.open('totp:max')).rejects.toMatchObject({ code: 'sealed-damaged' })
    }
  })

  test('refuses a key that others can read, with the remedy', async () => {
    await open()
    chmodSync(join(dir, 'keys', 'master.key'), 0o644)
    await expect(open()).rejects.toMatchObject({ code: 'key-exposed', fix: expect.stringContaining('chmod 600') })
  })

  test('refuses a key that is none, and to go on without the key of what is sealed', async () => {
    const sealed = await open()
    await sealed.seal('a', bytes('x'))
    writeFileSync(join(dir, 'keys', 'master.key'), 'nothing\n')
    await expect(open()).rejects.toMatchObject({ code: 'key-damaged' })
    rmSync(join(dir, 'keys', 'master.key'))
    await expect(open()).rejects.toMatchObject({ code: 'key-missing', fix: expect.stringContaining('back') })
    expect(existsSync(join(dir, 'keys', 'master.key'))).toBe(false)
  })

  test('takes the key that systemd gives, and seals anew when it gives the former one too', async () => {
    const credentials = join(dir, 'credentials')
    mkdirSync(credentials, { mode: 0o700 })
    const give = (name: string, fill: number) => {
      rmSync(join(credentials, name), { force: true })
      writeFileSync(join(credentials, name), Buffer.alloc(32, fill).toString('base64url'), { mode: 0o440 })
    }
    give('tocsin.key', 1)
    const first = await open(keyFolder(dir, credentials))
    await first.seal('a', bytes('x'))
    expect(existsSync(join(dir, 'keys'))).toBe(false)
    await expect(first.rotate()).rejects.toMatchObject({ code: 'key-is-a-credential' })
    give('tocsin-old.key', 1)
    give('tocsin.key', 2)
    const second = await open(keyFolder(dir, credentials))
    expect(Buffer.from((await second.open('a')) ?? []).toString()).toBe('x')
    expect(await second.rotate()).toMatchObject({ secrets: 1, from: first.keyId(), to: second.keyId() })
    rmSync(join(credentials, 'tocsin-old.key'))
    expect(Buffer.from((await (await open(keyFolder(dir, credentials))).open('a')) ?? []).toString()).toBe('x')
  })
})

describe('rotation', () => {
  test('seals every secret anew under a new key, and the old key opens nothing more', async () => {
    const sealed = await open()
    await sealed.seal('a', bytes('x'))
    await sealed.seal('b', bytes('y'))
    const old = readFileSync(join(dir, 'keys', 'master.key'))
    const { from, to, secrets } = await sealed.rotate()
    expect([secrets, from === to, sealed.keyId()]).toEqual([2, false, to])
    expect(Buffer.from((await sealed.open('b')) ?? []).toString()).toBe('y')
    writeFileSync(join(dir, 'keys', 'master.key'), old)
    await expect(open()).rejects.toMatchObject({ code: 'key-missing' })
  })

  test('loses nothing that is sealed while it runs', async () => {
    const sealed = await open()
    const names = Array.from({ length: 20 }, (_, n) => `s${n}`)
    await Promise.all(names.flatMap((name, n) => [sealed.seal(name, bytes(name)), ...(n % 5 ? [] : [sealed.rotate()])]))
    const again = await open()
    for (const name of names) expect(Buffer.from((await again.open(name)) ?? []).toString()).toBe(name)
  })

  test.prop([fc.nat({ max: 9 }), fc.boolean(), fc.nat({ max: 9 }), fc.integer({ min: 0, max: 4 })], { numRuns: 120 })(
    'a crash at any step, and another one while that is mended, loses nothing',
    async (at, after, atOpening, secrets) => {
      const { store, close } = await openStateStore({ file: ':memory:', migrations: sealedMigrations })
      const home = mkdtempSync(join(tmpdir(), 'crash-'))
      const disk = keyFolder(home, undefined)
      try {
        const before = await openSealed({ state: store, keys: disk })
        for (let n = 0; n < secrets; n++) await before.seal(`s${n}`, bytes(`secret ${n}`))
        for (const [step, rotate] of [
          [at, true],
          [atOpening, false],
        ] as const) {
          const { keys, state } = crashing(disk, store, step, after)
          await openSealed({ state, keys })
            .then((one) => (rotate ? one.rotate() : undefined))
            .catch((error: Error) => expect(error.message).toBe('the power went'))
        }
        const restarted = await openSealed({ state: store, keys: disk })
        for (let n = 0; n < secrets; n++) {
          expect(Buffer.from((await restarted.open(`s${n}`)) ?? []).toString()).toBe(`secret ${n}`)
        }
        expect(existsSync(join(home, 'keys', 'next.key'))).toBe(false)
      } finally {
        close()
        rmSync(home, { recursive: true })
      }
    },
  )
})

/** Ends at one step of what reaches the disk, before it or right after it. */
function crashing(folder: KeyFolder, store: StateStore, step: number, after: boolean) {
  let now = 0
  const due = () => {
    if (now++ === step) throw new Error('the power went')
  }
  const around = <Answer>(work: () => Answer): Answer => {
    if (!after) due()
    const answer = work()
    if (after) due()
    return answer
  }
  const keys: KeyFolder = {
    ...folder,
    writeCurrent: (key) => around(() => folder.writeCurrent(key)),
    writeOther: (key) => around(() => folder.writeOther(key)),
    promote: () => around(folder.promote),
    dropOther: () => around(folder.dropOther),
  }
  const state: StateStore = {
    run: async <Row>(statement: Parameters<StateStore['run']>[0]) => {
      if (!after) due()
      const rows = await store.run<Row>(statement)
      if (after) due()
      return rows
    },
    transact: async (statements) => {
      if (!after) due()
      await store.transact(statements)
      if (after) due()
    },
  }
  return { keys, state }
}
