import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EventAt } from '@tocsin/event'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { built } from './built.ts'
import { checkBackup } from './check-backup.ts'
import { addErasures, erasureFileName, erasuresOf } from './erasure-file.ts'
import { makeBackup } from './make-backup.ts'
import type { Restored, RestoreWish } from './restore-backup.ts'
import { sharedEnd } from './restores.ts'
import { finishRewrites, type RewriteWish, type Rewritten } from './rewrite-backup.ts'
import type { SealFor } from './sealing.ts'
import type { Staged } from './stage.ts'

const log = fileURLToPath(new URL('../../../../docs/guide/fixtures/sshd.log', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'gone-'))
const data = join(home, 'data')
const passphrase = 'quatre tilleuls sous la pluie'
const day = 86_400_000
let before: { readonly plain: string; readonly phrased: string }
let erased: readonly EventAt[]
afterAll(() => rmSync(home, { recursive: true }))

interface Found {
  readonly rows: number
  readonly raw: readonly string[]
}

const restore = (wish: Omit<RestoreWish, 'open'>) =>
  built<Restored>('restoreBackup', { ...wish, open: { identities: [], passphrase } })
const rewrite = (wish: Omit<RewriteWish, 'open' | 'recipients'>) =>
  built<Rewritten>('rewriteBackups', { ...wish, open: { identities: [], passphrase }, recipients: [] })
const found = (dir: string) => built<Found>('found', dir, erased)

async function backUp(into: string, seal: SealFor): Promise<string> {
  const staged = await built<Staged>('stageOffline', data)
  const { dir } = await makeBackup(staged, { into, dataDir: data, seal, keepDays: 3650, version: '0.1.0' })
  return dir
}

beforeAll(async () => {
  await built('replay', data, { path: log, name: 'sshd.log', source: 'syslog' })
  // From when a replayed record was stored its days count.
  await built('tend', data)
  writeFileSync(join(data, 'tocsin.yml'), 'retention: { rawDays: 3, columnDays: 5 }\n')
  before = {
    plain: await backUp(join(home, 'plain'), { kind: 'no' }),
    phrased: await backUp(join(home, 'phrased'), { kind: 'passphrase', passphrase }),
  }
  erased = await built<EventAt[]>('erase', data, 'failed')
}, 120_000)

/** The backups of before the erasure, in a folder of their own. */
function copyOf(which: 'plain' | 'phrased', name: string): string {
  cpSync(join(home, which), join(home, name), { recursive: true })
  return join(home, name)
}

const only = (dir: string) => join(dir, readdirSync(dir).find((name) => /^tocsin-.*Z$/.test(name)) ?? '')

describe('what was erased after a backup', () => {
  test('does not come back where the installation that knows it is replaced', async () => {
    expect(erased.length).toBeGreaterThan(0)
    const target = join(home, 'replaced')
    cpSync(data, target, { recursive: true })
    const { gone } = await restore({ from: before.plain, dataDir: target, onto: 'replace' })
    expect(gone).toMatchObject({ erasures: 1, frames: 0, rows: 0, retention: 'applied' })
    expect(await found(target)).toEqual({ rows: 49 - erased.length, raw: erased.map(() => 'erasure') })
  }, 120_000)

  test('does not come back where a file that lies with the backups says so, and goes from the backups themselves', async () => {
    for (const which of ['plain', 'phrased'] as const) {
      const dir = copyOf(which, `told-${which}`)
      addErasures(join(dir, erasureFileName), await erasuresOf(data))
      const { rewritten, locked } = await rewrite({ dir, now: Date.now() })
      expect(rewritten).toMatchObject([{ erasures: 1 }])
      expect(locked).toEqual([])
      expect(await checkBackup(only(dir))).toMatchObject({ events: 49 - erased.length })
      if (which === 'phrased') continue
      expect((await rewrite({ dir, now: Date.now() })).rewritten).toEqual([])
      rmSync(join(dir, erasureFileName))
      const target = join(home, 'told-target')
      await restore({ from: only(dir), dataDir: target, onto: 'empty' })
      expect(await found(target)).toEqual({ rows: 49 - erased.length, raw: erased.map(() => 'erasure') })
    }
  }, 240_000)
})

describe('an event past its retention', () => {
  test('is gone from raw, columns and backup', async () => {
    const dir = copyOf('plain', 'late')
    const target = join(home, 'late-target')
    const raw = await restore({ from: only(dir), dataDir: target, onto: 'empty', now: Date.now() + 4.5 * day })
    expect(raw.gone).toMatchObject({ rows: 0 })
    expect(await found(target)).toEqual({ rows: 49, raw: erased.map(() => 'retention') })
    const all = await restore({ from: only(dir), dataDir: target, onto: 'replace', now: Date.now() + 8 * day })
    expect(all.gone).toMatchObject({ rows: 49 })
    expect(await found(target)).toEqual({ rows: 0, raw: erased.map(() => 'retention') })
    expect((await rewrite({ dir, now: Date.now() + 8 * day })).rewritten).toMatchObject([{ rows: 49 }])
    expect((await checkBackup(only(dir))).events).toBe(0)
  }, 240_000)
})

test('a rewriting that ends before, between or after the two names leaves the old backup or the new one', async () => {
  for (const [there, expected] of [
    [['a', 'a.rewriting'], 'old'],
    [['a.partial', 'a.rewriting'], 'new'],
    [['a', 'a.partial'], 'new'],
  ] as const) {
    const dir = mkdtempSync(join(home, 'names-'))
    const name = 'tocsin-2026-11-22T00-00-00.000Z'
    for (const one of there) {
      const folder = join(dir, one.replace('a', name))
      mkdirSync(folder)
      const text = one === 'a.rewriting' || (one === 'a' && there[1] === 'a.partial') ? 'new' : 'old'
      writeFileSync(join(folder, 'manifest.json'), text)
    }
    finishRewrites(dir)
    expect(readdirSync(dir)).toEqual([name])
    expect(readFileSync(join(dir, name, 'manifest.json'), 'utf8')).toBe(expected)
  }
})

test('places are shared before every restore that only one of two folders has behind it', () => {
  const [a, b] = [
    { id: 'a', end: [5, 9] },
    { id: 'b', end: [7, 2] },
  ]
  expect(sharedEnd([10, 10], [], [])).toEqual([10, 10])
  expect(sharedEnd([10, 10], [a], [a])).toEqual([10, 10])
  expect(sharedEnd([10, 10], [a], [a, b])).toEqual([7, 2])
  expect(sharedEnd([10, 10], [a], [b])).toEqual([5, 2])
})
