import { createHash } from 'node:crypto'
import { type Clock, canonicalJson, TocsinError } from '@tocsin/kit'
import type { Migration } from '../migration.ts'
import type { StateFile } from './libsql.ts'

/**
 * Brings the tables to what the migrations say: each runs once, in one transaction with its own record.
 *
 * Owners run in the order in which they first appear, within an owner by id. An owner that the file knows and the code
 * does not is a wing that is switched off: its tables stay.
 *
 * @throws TocsinError `migration-changed` where a released migration differs from the one that ran, `newer-data` where the
 * file holds a migration that an owner does not know
 */
export function migrate(file: StateFile, migrations: readonly Migration[], clock: Clock): void {
  const ran = ranIn(file)
  refuseNewer(ran, migrations)
  for (const migration of inOrder(migrations)) {
    const { owner, id, up } = migration
    const digest = createHash('sha256').update(canonicalJson(up)).digest('hex')
    const before = ran.get(key(owner, id))
    if (before === digest) continue
    if (before !== undefined) {
      throw new TocsinError('migration-changed', `Migration ${owner}/${id} is not the one that made these tables`, {
        where: `${owner}/${id}`,
        fix: 'Install a released Tocsin: a released migration is never edited, a change is a new one',
      })
    }
    file.within(() => {
      for (const sql of up) file.script(sql)
      file.run({
        sql: 'insert into migration (owner, id, at, digest) values (?, ?, ?, ?)',
        parameters: [owner, id, Math.floor(clock.now()), digest],
      })
    })
  }
}

/** The migrations that a file still needs, as `owner/id`, in their order. @throws TocsinError `newer-data` */
export function pendingMigrations(file: StateFile, migrations: readonly Migration[]): readonly string[] {
  const ran = ranIn(file)
  refuseNewer(ran, migrations)
  return inOrder(migrations)
    .map(({ owner, id }) => key(owner, id))
    .filter((name) => !ran.has(name))
}

/** Which migrations ran on a file, by `owner/id`, with their digests. */
function ranIn(file: StateFile): ReadonlyMap<string, string> {
  file.script(
    'create table if not exists migration (owner text not null, id text not null, at integer not null, digest text not null, primary key (owner, id))',
  )
  const ran = new Map<string, string>()
  for (const row of file.run({ sql: 'select owner, id, digest from migration', parameters: [] })) {
    const { owner, id, digest } = row as { owner: string; id: string; digest: string }
    ran.set(key(owner, id), digest)
  }
  return ran
}

function inOrder(migrations: readonly Migration[]): readonly Migration[] {
  const byOwner = new Map<string, Migration[]>()
  const seen = new Set<string>()
  for (const migration of migrations) {
    const name = key(migration.owner, migration.id)
    if (seen.has(name)) throw new Error(`two migrations are called ${name}`)
    seen.add(name)
    byOwner.set(migration.owner, [...(byOwner.get(migration.owner) ?? []), migration])
  }
  return [...byOwner.values()].flatMap((own) => own.sort((a, b) => (a.id < b.id ? -1 : 1)))
}

function refuseNewer(ran: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  const owners = new Set(migrations.map(({ owner }) => owner))
  const known = new Set(migrations.map(({ owner, id }) => key(owner, id)))
  for (const name of ran.keys()) {
    if (known.has(name) || !owners.has(name.slice(0, name.indexOf('/')))) continue
    throw new TocsinError('newer-data', `The state was changed by a newer Tocsin (${name})`, {
      where: name,
      fix: 'Start the newer Tocsin, or restore the copy from before the upgrade',
    })
  }
}

function key(owner: string, id: string): string {
  return `${owner}/${id}`
}
