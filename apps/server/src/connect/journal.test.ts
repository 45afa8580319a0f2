import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOf, connectionShape } from '@tocsin/sources'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ScratchLog, scratchLog, until } from '../receive/scratch-log.ts'
import { openWay } from '../sends/gate/gate.fixture.ts'
import { type Driver, draftsOf } from './driver.ts'
import { journal } from './journal.ts'

let dir: string
let scratch: ScratchLog
let kept: Map<string, string>
let driver: Driver | undefined

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'journal-'))
  scratch = scratchLog()
  kept = new Map()
})
afterEach(async () => {
  await driver?.close()
  await scratch.close()
  rmSync(dir, { recursive: true, force: true })
})

/** A program that answers as journalctl does: what stands in `entries` behind the cursor, then silence or an end. */
function journalctl(entries: readonly string[], then: 'ends' | 'waits'): string {
  const program = join(dir, 'journalctl')
  const body = `#!${process.execPath}
const entries = ${JSON.stringify(entries)}
const after = process.argv.find((one) => one.startsWith('--after-cursor='))?.slice(15)
const last = process.argv.includes('--lines=1')
const from = last ? entries.length - 1 : after === undefined ? 0 : entries.indexOf(after) + 1
for (const one of entries.slice(from)) process.stdout.write('__CURSOR=' + one + '\\nMESSAGE=' + one + '\\n\\n')
if (!last && ${then === 'waits'}) setInterval(() => {}, 1000)
`
  writeFileSync(program, body)
  chmodSync(program, 0o755)
  return program
}

function start(program: string, from: 'start' | 'end', lose = false) {
  driver = journal(
    {
      id: 'journal-1',
      secret: undefined,
      positions: new Map(kept),
      now: Date.now,
      append: (batch) => scratch.log.append(draftsOf(batch), batch.key),
      keep: async (moved) => {
        if (lose) return
        for (const [place, position] of moved) if (position !== undefined) kept.set(place, position)
      },
      dial: openWay(),
      moved: () => new AbortController().signal,
      sent: () => {},
      refused: () => {},
    },
    connectionShape.parse({ kind: 'journal', name: 'x', source: 'host', from }) as ConnectionOf<'journal'>,
    program,
  )
  return driver
}

const messages = () =>
  scratch.frames().flatMap(({ kind, text }) => (kind === 'data' ? [/MESSAGE=(.*)/.exec(text)?.[1] ?? ''] : []))

test('every entry comes once, also where the cursor was lost with a crash', async () => {
  const some = ['a', 'b', 'c']
  start(journalctl(some, 'waits'), 'start', true)
  await until(() => messages().length === 3)
  await driver?.close()
  expect(kept.size).toBe(0)
  start(journalctl([...some, 'd', 'e'], 'waits'), 'start')
  await until(() => messages().includes('e'))
  expect(messages()).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('begins behind what was there, and knows where that is before the first entry comes', async () => {
  start(journalctl(['a', 'b'], 'waits'), 'end')
  await until(() => kept.get('cursor') === 'b')
  await driver?.close()
  start(journalctl(['a', 'b', 'c'], 'waits'), 'end')
  await until(() => messages().length > 0)
  expect(messages()).toEqual(['c'])
})

test('a journalctl that ends or is not there is said, and tried again', async () => {
  const one = start(journalctl(['a'], 'ends'), 'start')
  await until(() => one.health().state === 'trouble')
  expect(one.health().trouble).toMatchObject({ code: 'journal-ended' })
  expect(one.health().trouble?.retryAt).toBeGreaterThan(Date.now())
  await one.close()
  const none = start(join(dir, 'absent'), 'start')
  await until(() => none.health().state === 'trouble')
  expect(none.health().trouble).toMatchObject({ code: 'no-journalctl' })
})
