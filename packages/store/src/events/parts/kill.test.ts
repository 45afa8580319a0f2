import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { builtModule } from '@tocsin/kit'
import { describe, expect, it } from 'vitest'
import { openEventStore } from '../open-event-store.ts'
import { after, batchOf, filesOf, hourMs, ids, idsOf, received, scratch, small, start } from './parts.fixture.ts'

const events = [0, 1, 2].flatMap((hour) =>
  Array.from({ length: 8 }, (_, i) => received(i % 2, hour * 4 + (i >> 1), hour * hourMs + i * 60_000)),
)
const erased = events.filter((_, i) => i % 4 === 0)

// Opens the store, kills itself at a step of its work without a word, and else says how many steps there were.
const child = `
  const { openEventStore } = await import(${JSON.stringify(builtModule(import.meta.url, '../../index.js').href)})
  const [dir, at, what] = [process.argv[1], Number(process.argv[2]), JSON.parse(process.argv[3])]
  let step = -Infinity
  const count = () => { if (++step === at) process.kill(process.pid, 'SIGKILL') }
  const store = await openEventStore({ dir, parts: what.parts }, {
    connection: (inner) => ({
      ...inner,
      run: (...args) => { count(); return inner.run(...args) },
      all: (...args) => { count(); return inner.all(...args) },
    }),
    files: (inner) => ({ ...inner, remove: (name) => { count(); inner.remove(name) } }),
  })
  step = 0
  if (what.erase) await store.erase(what.erase)
  else await store.tend(what.now)
  console.log(step)
  await store.close()
`

function workIn(dir: string, at: number, what: object): ReturnType<typeof spawnSync> {
  return spawnSync(process.execPath, ['--input-type=module', '-e', child, dir, String(at), JSON.stringify(what)], {
    encoding: 'utf8',
  })
}

describe('a process that is killed while it works on parts', () => {
  it('leaves a store that opens with every event once, and the work is done after', async () => {
    const dir = scratch()
    const fill = await openEventStore({ dir, parts: small })
    await fill.append([batchOf(events)], after(events))
    await fill.close()
    const tend = { parts: small, now: start + 3 * hourMs }
    for (const at of [4, 9, 14, 21]) {
      const { signal } = workIn(dir, at, tend)
      expect(signal).toBe('SIGKILL')
      const store = await openEventStore({ dir, parts: small })
      expect((await ids(store)).toSorted()).toEqual(idsOf(events).toSorted())
      expect(filesOf(dir)).toHaveLength((await store.parts()).parts)
      await store.close()
    }
    expect(workIn(dir, -1, tend).status).toBe(0)
    const erase = { parts: small, erase: erased.map(({ at }) => at) }
    expect(workIn(dir, 12, erase).signal).toBe('SIGKILL')
    expect(workIn(dir, -1, erase).status).toBe(0)
    const store = await openEventStore({ dir, parts: small })
    expect((await ids(store)).toSorted()).toEqual(idsOf(events.filter((event) => !erased.includes(event))).toSorted())
    expect(filesOf(dir)).toHaveLength((await store.parts()).parts)
    await store.close()
    rmSync(dir, { recursive: true })
  }, 120_000)
})
