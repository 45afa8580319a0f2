import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fc, test as propertyTest } from '@fast-check/vitest'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { built } from './built.ts'
import { checkBackup } from './check-backup.ts'
import { backupNamed } from './list-backups.ts'
import type { BackupWish } from './make-backup.ts'
import { makeBackup } from './make-backup.ts'
import { filesBelow } from './pieces.ts'
import type { Restored, RestoreWish } from './restore-backup.ts'
import type { Staged } from './stage.ts'

const log = fileURLToPath(new URL('../../../../docs/guide/fixtures/sshd.log', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'backup-'))
const data = join(home, 'data')
const kept = join(home, 'staged')
let staged: Staged
let made = 0
afterAll(() => rmSync(home, { recursive: true }))

const restoreBackup = (wish: RestoreWish) => built<Restored>('restoreBackup', wish)
const stageOffline = (dir: string) => built<Staged>('stageOffline', dir)

beforeAll(async () => {
  await built('replay', data, { path: log, name: 'sshd.log', source: 'syslog' })
  mkdirSync(join(data, 'keys'), { recursive: true, mode: 0o700 })
  writeFileSync(join(data, 'keys', 'master.key'), 'a key\n', { mode: 0o600 })
  writeFileSync(join(data, 'tocsin.yml'), 'retention: { rawDays: 3 }\n')
  staged = await stageOffline(data)
  cpSync(staged.folder, kept, { recursive: true })
}, 240_000)

/** What was staged once, as if anew: a backup consumes it. */
function fresh(): Staged {
  const folder = join(home, `stage-${made++}`)
  cpSync(kept, folder, { recursive: true })
  return { ...staged, folder, made: staged.made + made }
}

const wish = (into: string, more: Partial<BackupWish> = {}): BackupWish => ({
  into: join(home, into),
  dataDir: data,
  seal: { kind: 'no' },
  keepDays: 30,
  version: '0.1.0',
  ...more,
})

const findingsOf = (dir: string) => built<readonly string[]>('findingsOf', dir)

describe('a backup', () => {
  // By which anybody may check the audit: no secret.
  const publicKey = 'audit/public-key.pem'

  test('holds everything but keys, locks and what belongs to this machine', async () => {
    const { dir, manifest } = await makeBackup(fresh(), wish('plain'))
    const paths = manifest.files.map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['state.sqlite', 'events/events.duckdb', 'tocsin.yml']))
    expect(
      paths.filter(
        (path) => /lock|key|local|spool|staging|wal|shm/.test(path) && !path.endsWith('.keys') && path !== publicKey,
      ),
    ).toEqual([])
    expect([manifest.keys, manifest.events]).toEqual(['withheld', 49])
    expect(statSync(dir).mode & 0o777).toBe(0o700)
    expect((await checkBackup(dir)).id).toBe(manifest.id)
    expect(backupNamed(join(home, 'plain'))).toBe(dir)
  })

  test('restores in another folder with equal findings, counts and hashes, and opens there', async () => {
    const { dir, manifest } = await makeBackup(fresh(), wish('other', { keysFile: join(home, 'other.keys') }))
    const target = join(home, 'restored')
    const restored = await restoreBackup({
      from: dir,
      dataDir: target,
      onto: 'empty',
      open: { identities: [] },
      keysFile: join(home, 'other.keys'),
    })
    expect(restored).toMatchObject({ keys: 'restored', manifest: { id: manifest.id } })
    expect(readFileSync(join(target, 'keys', 'master.key'), 'utf8')).toBe('a key\n')
    expect(statSync(join(target, 'keys', 'master.key')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(target, 'tocsin.yml'), 'utf8')).toContain('rawDays: 3')
    const findings = await findingsOf(data)
    expect(findings.length).toBeGreaterThan(0)
    expect(await findingsOf(target)).toEqual(findings)
    const again = await stageOffline(target)
    const { manifest: second } = await makeBackup(again, wish('again', { dataDir: target }))
    expect(second.state.rows).toEqual(manifest.state.rows)
    expect(second.events).toBe(manifest.events)
    // The server that looked went on from there: it noted that time passed.
    expect(second.positions.log.every((next, n) => next >= (manifest.positions.log[n] ?? 0))).toBe(true)
    const sums = (one: typeof manifest) =>
      one.files.filter(({ path }) => /^log\/.*(seg|content)/.test(path)).map(({ path, sha256 }) => [path, sha256])
    expect(sums(second)).toEqual(expect.arrayContaining(sums(manifest).filter(([path]) => !path?.includes('/0/'))))
  }, 240_000)

  test('is refused into a folder that holds data; replaces it when asked, and keeps the keys that are there', async () => {
    const { dir } = await makeBackup(fresh(), wish('onto'))
    const target = join(home, 'full')
    mkdirSync(join(target, 'keys'), { recursive: true })
    writeFileSync(join(target, 'keys', 'master.key'), 'its own key\n')
    writeFileSync(join(target, 'old'), 'old')
    const open = { identities: [] }
    await expect(restoreBackup({ from: dir, dataDir: target, onto: 'empty', open })).rejects.toMatchObject({
      code: 'not-empty',
    })
    expect(readdirSync(target).sort()).toEqual(['keys', 'old'])
    expect(await restoreBackup({ from: dir, dataDir: target, onto: 'replace', open })).toMatchObject({ keys: 'kept' })
    expect(existsSync(join(target, 'old'))).toBe(false)
    expect(readFileSync(join(target, 'keys', 'master.key'), 'utf8')).toBe('its own key\n')
  }, 240_000)

  test('puts no keys beside what they open', async () => {
    await expect(makeBackup(fresh(), wish('beside', { keysFile: join(home, 'beside', 'k') }))).rejects.toMatchObject({
      code: 'keys-beside-backup',
    })
  })

  propertyTest.prop([fc.nat(40)], { numRuns: 10 })('that ends at any step leaves a whole one or none', async (end) => {
    const name = `crash-${made}`
    let now = 0
    const step = () => {
      if (now++ === end) throw new Error('the power went')
    }
    const outcome = await makeBackup(fresh(), wish(name, { step })).catch((error: Error) => error.message)
    const there = existsSync(join(home, name))
      ? readdirSync(join(home, name)).filter((one) => /^tocsin-.*Z$/.test(one))
      : []
    if (typeof outcome !== 'string') expect(there).toHaveLength(1)
    for (const one of there) expect((await checkBackup(join(home, name, one))).events).toBe(49)
    await makeBackup(fresh(), wish(name))
  })
})

describe('an encrypted backup', () => {
  test('for a recipient opens with its identity and with no other; nothing of it is readable', async () => {
    const [identity, other] = [await generateX25519Identity(), await generateX25519Identity()]
    const recipients = [await identityToRecipient(identity)]
    const keysFile = join(home, 'sealed.keys')
    const { dir } = await makeBackup(fresh(), wish('sealed', { seal: { kind: 'recipients', recipients }, keysFile }))
    for (const { path } of await filesBelow(join(dir, 'data'))) {
      expect(path).toMatch(/\.age$/)
      expect(
        readFileSync(join(dir, 'data', path))
          .subarray(0, 21)
          .toString(),
      ).toBe('age-encryption.org/v1')
    }
    expect(readFileSync(keysFile).toString('latin1')).not.toContain(Buffer.from('a key\n').toString('base64'))
    await checkBackup(dir)
    const target = join(home, 'unsealed')
    for (const identities of [[], [other]]) {
      await expect(
        restoreBackup({ from: dir, dataDir: target, onto: 'empty', open: { identities } }),
      ).rejects.toMatchObject({ code: 'backup-locked' })
      expect(existsSync(target) ? readdirSync(target) : []).toEqual([])
    }
    const restored = await restoreBackup({
      from: dir,
      dataDir: target,
      onto: 'empty',
      open: { identities: [identity] },
      keysFile,
    })
    expect(restored.keys).toBe('restored')
    expect(await findingsOf(target)).toEqual(await findingsOf(data))
  }, 240_000)

  test('by a passphrase opens with it and with no other', async () => {
    const passphrase = 'quatre tilleuls sous la pluie'
    const { dir } = await makeBackup(fresh(), wish('phrase', { seal: { kind: 'passphrase', passphrase } }))
    const target = join(home, 'unphrased')
    await expect(
      restoreBackup({ from: dir, dataDir: target, onto: 'empty', open: { identities: [], passphrase: 'another one' } }),
    ).rejects.toMatchObject({ code: 'backup-locked' })
    await restoreBackup({ from: dir, dataDir: target, onto: 'empty', open: { identities: [], passphrase } })
    expect(existsSync(join(target, 'state.sqlite'))).toBe(true)
  }, 240_000)
})

describe('a backup that is not whole', () => {
  const target = join(home, 'never')
  const restore = (from: string) => restoreBackup({ from, dataDir: target, onto: 'empty', open: { identities: [] } })

  test.each([
    ['a changed byte', 'backup-damaged', (dir: string) => change(join(dir, 'data', 'state.sqlite'))],
    ['a file that is missing', 'backup-damaged', (dir: string) => rmSync(join(dir, 'data', 'events', 'events.duckdb'))],
    ['a file that it does not name', 'backup-damaged', (dir: string) => writeFileSync(join(dir, 'data', 'more'), 'x')],
    ['a manifest that is none', 'backup-damaged', (dir: string) => writeFileSync(join(dir, 'manifest.json'), '{')],
    ['a path that leads out', 'backup-damaged', (dir: string) => edit(dir, 'state.sqlite', '../state.sqlite')],
    ['a newer form', 'newer-data', (dir: string) => edit(dir, '"format":1', '"format":2')],
    ['no manifest', 'no-backup', (dir: string) => rmSync(join(dir, 'manifest.json'))],
    ['another count of events', 'backup-damaged', (dir: string) => edit(dir, '"events":49', '"events":50')],
  ])('%s is refused, and nothing is touched', async (_, code, spoil) => {
    const { dir } = await makeBackup(fresh(), wish(`spoilt-${made}`))
    spoil(dir)
    await expect(restore(dir)).rejects.toMatchObject({ code })
    expect(existsSync(target) ? readdirSync(target) : []).toEqual([])
  })
})

function change(path: string): void {
  const bytes = readFileSync(path)
  bytes[1000] = (bytes[1000] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

function edit(dir: string, from: string, to: string): void {
  const path = join(dir, 'manifest.json')
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to))
}
