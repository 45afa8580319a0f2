import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { backupName } from './make-backup.ts'
import { pruneBackups } from './prune-backups.ts'

const day = 86_400_000
const now = Date.UTC(2026, 10, 22)

function lay(dir: string, age: number, keepDays: number): string {
  const made = now - age * day
  const backup = join(dir, backupName(made))
  mkdirSync(join(backup, 'data'), { recursive: true })
  writeFileSync(join(backup, 'data', 'x'), 'an event past its retention')
  const manifest = {
    format: 1,
    id: 'a',
    tocsin: '0.1.0',
    made,
    keepDays,
    keys: 'none',
    encrypted: 'no',
    positions: { events: [], log: [] },
    events: 0,
    state: { rows: {}, migrations: [] },
    files: [],
  }
  writeFileSync(join(backup, 'manifest.json'), JSON.stringify(manifest))
  return backup
}

test.prop([fc.uniqueArray(fc.nat(100), { maxLength: 5 }), fc.integer({ min: 1, max: 60 }), fc.nat(12)], {
  numRuns: 40,
})(
  'what is past its days is gone after a crash at any step and another run; the rest is untouched',
  (ages, keepDays, end) => {
    const dir = mkdtempSync(join(tmpdir(), 'prune-'))
    try {
      for (const age of ages) lay(dir, age, 40)
      const days = Math.min(40, keepDays)
      let steps = 0
      try {
        pruneBackups(dir, now, keepDays, () => {
          if (steps++ === end) throw new Error('the power went')
        })
      } catch (error) {
        expect((error as Error).message).toBe('the power went')
      }
      pruneBackups(dir, now, keepDays)
      expect(readdirSync(dir).sort()).toEqual(
        ages
          .filter((age) => age < days)
          .map((age) => backupName(now - age * day))
          .sort(),
      )
    } finally {
      rmSync(dir, { recursive: true })
    }
  },
)

test('an unfinished backup stays a day: it may be one that is being made', () => {
  const dir = mkdtempSync(join(tmpdir(), 'prune-'))
  const [fresh, old] = [now - 1000, now - 2 * day].map((made) => join(dir, `${backupName(made)}.partial`))
  for (const one of [fresh, old]) mkdirSync(String(one))
  pruneBackups(dir, now, 30)
  expect([existsSync(String(fresh)), existsSync(String(old))]).toEqual([true, false])
  rmSync(dir, { recursive: true })
})
