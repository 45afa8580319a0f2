import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { record } from '@tocsin/city'
import { inventoryMigrations, openCityKeeper, openLearner } from '@tocsin/inventory'
import { emptyPosition, openStateStore, positionTable } from '@tocsin/store'

/**
 * What a digest costs the thread that owns the city: a full one, of things that nobody knew, beside many that are known.
 *
 *   node bench/inventory/apply.mjs [assets, default 100000]
 */
const count = Number(process.argv[2] ?? 100_000)
const dir = mkdtempSync(join(tmpdir(), 'tocsin-apply-'))
const now = 1_772_352_000_000
const { store, close } = await openStateStore({
  file: join(dir, 'state.db'),
  migrations: [positionTable, ...inventoryMigrations],
})
console.log(
  `${cpus()[0]?.model}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`,
)
const keeper = await openCityKeeper(store, () => now)
const by = { source: 'csv', time: now, confidence: 'imported' }
const made = (section, id, values) => record(section, id, values, by).value
const zones = Array.from({ length: 50 }, (_, n) =>
  made('zones', `z${n}`, { name: `Zone ${n}`, networks: [`10.${n}.0.0/16`] }),
)
const assets = Array.from({ length: count }, (_, n) =>
  made('assets', `a${n}`, {
    name: `Thing ${n}`,
    zone: `z${n % 50}`,
    identifiers: [{ scheme: 'ip', value: addressOf(n) }],
  }),
)
await keeper.apply({ zones, assets }, { who: 'bench', kind: 'import', about: 'bench' })
const learner = await openLearner({ state: store, keeper, now: () => now, unmeant: () => {} })
await learner.setMode('z1', 'enforce', 'bench')
for (const [name, offset] of [
  ['5,000 facts of things that nobody knew', 3_000_000],
  ['5,000 facts of things that are known', 0],
]) {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const mark = process.cpuUsage()
  const begun = performance.now()
  await learner.apply(digestOf(offset), emptyPosition())
  const { user, system } = process.cpuUsage(mark)
  const cpu = ((user + system) / 1000).toFixed(0)
  console.log(
    `${name}, 10,000 flows: ${cpu} ms of CPU, ${(performance.now() - begun).toFixed(0)} ms, longest wait beside it ${(delay.max / 1e6).toFixed(0)} ms`,
  )
  delay.disable()
}
const begun = performance.now()
let judged = 0
for (const row of learner.flows.rows()) if (learner.judge(row).judged.kind === 'without') judged++
console.log(
  `${learner.flows.size} rows of the matrix judged in ${(performance.now() - begun).toFixed(0)} ms (${judged} without a conduit)`,
)
close()
rmSync(dir, { recursive: true })

function addressOf(n) {
  return `10.${n % 50}.${(n >> 8) & 255}.${n & 255}`
}

function digestOf(offset) {
  const evidence = { first: now, last: now, count: 1, event: '1.1.0', source: 'zeek' }
  const address = (n) => (offset === 0 ? addressOf(n) : `172.16.${(n >> 8) & 255}.${n & 255}`)
  const facts = Array.from({ length: 5000 }, (_, n) => ({
    ...{ scheme: 'ip', known: address(n), topic: 'seen', value: '', by: 'zeek/conn', news: true },
    ...evidence,
  }))
  const flows = Array.from({ length: 10_000 }, (_, n) => ({
    ...{
      from: addressOf(offset + n),
      to: addressOf(offset + n * 7),
      transport: 'tcp',
      port: 443,
      app: 'ssl',
      bytes: 100,
    },
    ...evidence,
  }))
  return { facts, flows, left: { unproven: 0, outside: 0, unanswered: 0 } }
}
