import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { openKept, tables } from '@tocsin/server'
import { eraseFrames, everything } from '@tocsin/store'
import { eventsFound } from '../apps/server/dist/keeping/erased-events.js'
import { beginErasure, carryOn } from '../apps/server/dist/keeping/erasure.js'

/**
 * Erases what a search finds and kills itself with SIGKILL before its n-th step: a step is a statement or transaction of the state store,
 * the columns, the raw frames, a forgotten name. Ends with 0 where the erasure has fewer steps.
 *
 *   echo '{"search": "case-1-", "step": 3}' | node e2e/keeping-dies.mjs <data>
 */
const [data] = process.argv.slice(2)
const { search, step: dies } = JSON.parse(await text(process.stdin))
if (dies < 0) process.exit(0)
let steps = 0
const step = () => {
  if (steps++ === dies) process.kill(process.pid, 'SIGKILL')
}
const mortal =
  (call) =>
  async (...args) => {
    step()
    return await call(...args)
  }
const kept = await openKept(data, tables)
const found = await eventsFound(kept.events, everything, search)
if (found.length !== 4) throw new Error(`${search} finds ${found.length} events`)
const desk = {
  state: { ...kept.state, run: mortal(kept.state.run), transact: mortal(kept.state.transact) },
  events: { ...kept.events, erase: mortal(kept.events.erase) },
  forget: mortal(async () => undefined),
  eraseFrames: mortal(async (frames, since) => eraseFrames(join(data, 'log'), 0, frames, since)),
  now: Date.now,
}
await beginErasure(desk, { who: 'test', reason: 'asked for by the person', events: found })
await carryOn(desk)
await kept.close()
