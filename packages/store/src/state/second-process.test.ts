import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { builtModule } from '@tocsin/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStateStore } from './open-state-store.ts'
import { positionTable, readPosition } from './sink-position.ts'

const store = JSON.stringify(builtModule(import.meta.url, '../index.js').href)
const driver = JSON.stringify(createRequire(import.meta.url).resolve('libsql'))

// Says each position once it is kept, and keeps the next when it is told to.
const keeper = `
  const { openStateStore, positionTable, advancePosition } = await import(${store})
  const { store: state } = await openStateStore({ file: process.argv[1], migrations: [positionTable] })
  const next = new Array(32).fill(0)
  const keep = async () => {
    next[0]++
    await state.transact(advancePosition('test', next))
    process.stdout.write(next[0] + '\\n')
  }
  await keep()
  process.stdin.on('data', keep)
`
// Reads, and lets go of the file for good.
const reader = `
  const { default: Database } = await import(${driver})
  let db = new Database(process.argv[1])
  db.pragma('journal_mode = WAL')
  db.exec('select count(*) from sqlite_master')
  db.close()
  db = undefined
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    globalThis.gc()
  }
`

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'tocsin-second-process-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

test('who opens the state beside its owner and lets go of it again costs the owner nothing', async () => {
  const file = join(dir, 'state.db')
  // The second start: there is a file already.
  for (const start of [1, 2]) {
    const owner = spawn(process.execPath, ['--input-type=module', '-e', keeper, file], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    await once(owner.stdout, 'data')
    const other = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', reader, file], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    expect(await once(other, 'exit')).toEqual([0, null])
    owner.stdin.write('.')
    await once(owner.stdout, 'data')
    owner.kill('SIGKILL')
    await once(owner, 'exit')
    const { store: state, close } = await openStateStore({ file, migrations: [positionTable] })
    expect({ start, kept: (await readPosition(state, 'test'))[0] }).toEqual({ start, kept: 2 })
    await state.run({ sql: 'delete from sink_position', parameters: [] })
    close()
  }
}, 60_000)
