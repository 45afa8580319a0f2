import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { manualClock, remote, serve } from '@tocsin/kit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Migration } from '../migration.ts'
import type { EventStore, StateStore } from '../ports.ts'
import { emptyPosition } from '../position.ts'
import { type OpenStateStore, openStateStore } from './open-state-store.ts'
import { placeholders } from './placeholders.ts'
import { advancePosition, positionTable, readPosition } from './sink-position.ts'
import { sqlBuilder } from './sql-builder.ts'
import { type StoreHandlers, stateStoreOver, storeHandlers } from './store-handlers.ts'

const notes: Migration = {
  owner: 'notes',
  id: '0001-note',
  up: [
    'create table book (id text primary key)',
    'create table note (id text primary key, book text references book, pages integer, said text)',
  ],
}
const migrations = [positionTable, notes]

interface Tables {
  book: { id: string }
  note: { id: string; book: string | null; pages: number | null; said: string | null }
}
const sql = sqlBuilder<Tables>()
const note = (id: string, said: string | null = null, pages: number | null = null, book: string | null = null) =>
  sql.insertInto('note').values({ id, said, pages, book }).compile()
const allNotes = sql.selectFrom('note').selectAll().orderBy('id').compile()

let dir: string
let file: string
let open: OpenStateStore

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tocsin-state-'))
  file = join(dir, 'state.db')
  open = await openStateStore({ file, migrations })
})
afterEach(() => {
  open.close()
  rmSync(dir, { recursive: true })
})

async function reopened(change: Partial<Parameters<typeof openStateStore>[0]> = {}): Promise<void> {
  open.close()
  try {
    open = await openStateStore({ file, migrations, ...change })
  } catch (error) {
    open = await openStateStore({ file: ':memory:', migrations })
    throw error
  }
}

/** What every adapter of the port promises, through whatever it is called. */
const ways: readonly (readonly [string, (store: StateStore) => { store: StateStore; close: () => void }])[] = [
  ['in its own thread', (store) => ({ store, close: () => undefined })],
  [
    'asked by message',
    (store) => {
      const { port1, port2 } = new MessageChannel()
      const events: EventStore = {
        append: async () => undefined,
        position: async () => emptyPosition(),
        query: async () => ({ rows: [], took: 0 }),
        copyTo: async () => ({ position: emptyPosition(), events: 0 }),
        close: async () => undefined,
      }
      serve(port1, storeHandlers({ events, state: store }))
      return { store: stateStoreOver(remote<StoreHandlers>(port2)), close: () => port1.close() }
    },
  ],
]

describe.each(ways)('the state store %s', (_, reach) => {
  it('gives back what was kept', async () => {
    const { store, close } = reach(open.store)
    await store.run(note('a', 'é😀 ?', 7))
    await store.run(note('b'))
    expect(await store.run(allNotes)).toEqual([
      { id: 'a', book: null, pages: 7, said: 'é😀 ?' },
      { id: 'b', book: null, pages: null, said: null },
    ])
    close()
  })

  it('does all statements of a transaction, or none', async () => {
    const { store, close } = reach(open.store)
    await store.transact([note('a'), note('b')])
    await expect(store.transact([note('c'), note('a')])).rejects.toThrow(/UNIQUE/)
    await expect(store.transact([note('d'), note('e', 'a\0b')])).rejects.toMatchObject({ code: 'bad-value' })
    expect(await store.run<{ id: string }>(allNotes)).toHaveLength(2)
    await store.transact([note('c')])
    close()
  })

  it('holds references between tables', async () => {
    const { store, close } = reach(open.store)
    await expect(store.run(note('a', null, null, 'no such book'))).rejects.toThrow(/FOREIGN KEY/)
    close()
  })

  it('refuses a statement with too few or too many values', async () => {
    const { store, close } = reach(open.store)
    const { sql: text, parameters } = note('a', 'x')
    for (const wrong of [parameters.slice(1), [...parameters, 1], []]) {
      await expect(store.run({ sql: text, parameters: wrong })).rejects.toMatchObject({ code: 'bad-value' })
    }
    close()
  })

  it('answers with the rows of an insert that returns them, and counts whole numbers as whole', async () => {
    const { store, close } = reach(open.store)
    const returning = sql.insertInto('note').values({ id: 'a', pages: 3 }).returning(['id', 'pages']).compile()
    expect(await store.run(returning)).toEqual([{ id: 'a', pages: 3 }])
    await store.run(note('b', '5'))
    expect(await store.run(sql.selectFrom('note').select('id').orderBy('id').limit(1).compile())).toEqual([{ id: 'a' }])
    expect(await store.run({ sql: 'select ? || ? as joined', parameters: [5, 'x'] })).toEqual([{ joined: '5x' }])
    close()
  })

  it('keeps a position with the data that it covers, and moves it forward only', async () => {
    const { store, close } = reach(open.store)
    expect(await readPosition(store, 'findings')).toEqual(emptyPosition())
    await store.transact([note('a'), ...advancePosition('findings', emptyPosition().with(0, 5).with(31, 2))])
    await store.transact(advancePosition('findings', emptyPosition().with(0, 3).with(7, 1)))
    await store.transact(advancePosition('incidents', emptyPosition().with(0, 9)))
    expect(await readPosition(store, 'findings')).toEqual(emptyPosition().with(0, 5).with(31, 2).with(7, 1))
    expect(await readPosition(store, 'incidents')).toEqual(emptyPosition().with(0, 9))
    close()
  })
})

describe('the file', () => {
  it('opens again with what was committed, readable by its owner only', async () => {
    await open.store.run(note('a'))
    await reopened()
    expect(await open.store.run(allNotes)).toHaveLength(1)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('survives power loss once committed: full synchronisation, write-ahead log', async () => {
    expect(await open.store.run({ sql: 'pragma synchronous', parameters: [] })).toEqual([{ synchronous: 2 }])
    expect(await open.store.run({ sql: 'pragma journal_mode', parameters: [] })).toEqual([{ journal_mode: 'wal' }])
  })

  it('runs each migration once, later ones on top, and says when', async () => {
    const later: Migration = { owner: 'notes', id: '0002-tag', up: ['alter table note add column tag text'] }
    await open.store.run(note('a'))
    await reopened({ migrations: [later, ...migrations], clock: manualClock(1234.5) })
    await reopened({ migrations: [...migrations, later] })
    expect(await open.store.run({ sql: 'select tag from note', parameters: [] })).toEqual([{ tag: null }])
    expect(await open.store.run({ sql: 'select id, at from migration where at = 1234', parameters: [] })).toEqual([
      { id: '0002-tag', at: 1234 },
    ])
  })

  it('leaves nothing of a migration that fails', async () => {
    const broken: Migration = { owner: 'notes', id: '0002', up: ['create table half (a)', 'create table book (a)'] }
    await expect(reopened({ migrations: [...migrations, broken] })).rejects.toThrow(/already exists/)
    await reopened()
    expect(await open.store.run({ sql: `select name from sqlite_master where name = 'half'`, parameters: [] })).toEqual(
      [],
    )
  })

  it('is refused where a released migration was edited', async () => {
    const edited = { ...notes, up: [...notes.up, 'select 1'] }
    await expect(reopened({ migrations: [positionTable, edited] })).rejects.toMatchObject({
      code: 'migration-changed',
      where: 'notes/0001-note',
    })
  })

  it('is refused where a newer Tocsin changed it, with the remedy', async () => {
    await reopened({
      migrations: [...migrations, { owner: 'notes', id: '0009-later', up: ['create table later (a)'] }],
    })
    await expect(reopened()).rejects.toMatchObject({ code: 'newer-data', fix: expect.stringContaining('newer Tocsin') })
  })

  it('opens without the wing that owns some of its tables', async () => {
    await reopened({ migrations: [positionTable] })
    expect(await open.store.run(allNotes)).toEqual([])
  })

  it('takes no two migrations of one name', async () => {
    await expect(reopened({ migrations: [notes, notes] })).rejects.toThrow(/two migrations/)
  })
})

describe('placeholders', () => {
  it('counts what is bound, not what is quoted or a comment', () => {
    expect(placeholders(`select ?, '?''?', "?", [?], \`?\` -- ?\n, ? /* ? */ from x where a = ?`)).toBe(3)
  })
})
