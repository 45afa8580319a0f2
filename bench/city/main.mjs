// What the city costs: node bench/city/main.mjs [assets, default 100000]
// Build first (npx tsc -b packages/city). The city is made by chance with a fixed seed. Milliseconds are processor time of the process:
// with what collects and compiles beside it; the worst is of this thread alone where Linux counts it (`schedstat`, by ticks).
import { readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import {
  applyDiff,
  atTime,
  check,
  cityOf,
  coldStart,
  consequence,
  diff,
  formatCity,
  merge,
  parseCity,
  questions,
} from '../../packages/city/dist/index.js'
import { seededRandom } from '../../packages/kit/dist/index.js'

const count = Number(process.argv[2] ?? 100_000)
const random = seededRandom(7)
const by = { source: 'csv', time: 1000, confidence: 'imported' }
const kinds = ['sensor', 'camera', 'plc', 'signal-controller', 'switch', 'server', 'lighting-cabinet', 'meter']

console.log(`node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim()}, load ${loadavg()[0].toFixed(1)}`)
const before = memory()
const city = makeCity()
console.log(
  `city: ${city.assets.size} assets, ${city.services.size} services, ${city.dependencies.size} dependencies, ` +
    `${city.cells.size} cells, ${city.zones.size} zones; ${Math.round((memory() - before) / 1e6)} MB`,
)

const first = measured(() => consequence(city, [], 24))
console.log(`index of a version, once: ${first.toFixed(0)} ms`)
const assets = [...city.assets.keys()]
const draw = (n) => Array.from({ length: n }, () => ({ kind: 'asset', id: random.pick(assets) }))
const one = (label, lost) => {
  let answer
  const again = () => (answer = consequence(city, lost, 72))
  const first = ranInThread(again)
  const times = Array.from({ length: 41 }, () => measured(again)).sort((a, b) => a - b)
  const worst = Math.max(...Array.from({ length: 41 }, () => ranInThread(again)))
  const { services, personHours, sites } = answer
  console.log(
    `consequence of ${label}, 72 h: median ${times[20].toFixed(2)} ms, worst of 41 ${worst.toFixed(1)} ms, the first ${first.toFixed(1)} ms ` +
      `(${services.length} services, ${sites.length} sites, ${JSON.stringify(personHours)})`,
  )
}
one('1 asset', draw(1))
one('100 assets', draw(100))
one('1 service at the root', [{ kind: 'service', id: 's0' }])
one('10 % of the assets', draw(count / 10))
one(
  'all assets',
  assets.map((id) => ({ kind: 'asset', id })),
)

const later = atTime(city, 5000)
console.log(`check: ${measured(() => check(city)).toFixed(0)} ms`)
console.log(`questions: ${measured(() => questions(city)).toFixed(0)} ms`)
console.log(`coldStart: ${measured(() => coldStart(city, 5000)).toFixed(0)} ms`)
let merged
const fact = { id: assets[0], said: { firmware: [{ value: '2.0', ...by }] } }
console.log(`merge of one record: ${measured(() => (merged = merge(later, { assets: [fact] }))).toFixed(1)} ms`)
let difference
console.log(`diff: ${measured(() => (difference = diff(city, merged))).toFixed(1)} ms`)
console.log(`apply: ${measured(() => applyDiff(city, difference)).toFixed(1)} ms`)
let text
console.log(`format: ${measured(() => (text = formatCity(city))).toFixed(0)} ms, ${(text.length / 1e6).toFixed(0)} MB`)
console.log(`parse: ${measured(() => parseCity(text)).toFixed(0)} ms`)

function makeCity() {
  const say = (value) => [{ value, ...by }]
  const zones = Array.from({ length: 200 }, (_, i) => ({ id: `z${i}`, said: { name: say(`Zone ${i}`) } }))
  const assets = Array.from({ length: count }, (_, i) => ({
    id: `a${i}`,
    said: {
      name: say(`Asset ${i}`),
      kind: say(kinds[i % kinds.length]),
      zone: say(`z${random.integer(200)}`),
      identifiers: say({ scheme: 'ip', value: `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}` }),
      place: say({ kind: 'point', at: [random.next() / 10, 47 + random.next() / 10] }),
    },
  }))
  const services = Array.from({ length: 2000 }, (_, i) => ({
    id: `s${i}`,
    said: { name: say(`Service ${i}`), kind: say('other') },
  }))
  const party = (kind, id) => ({ value: { kind, id }, ...by })
  const dependencies = []
  const supply = (dependent, suppliers, needed, buffer) =>
    dependencies.push({
      id: `d${dependencies.length}`,
      said: {
        dependent: [dependent],
        suppliers,
        needed: say(needed),
        buffer: say(buffer),
        fallback: say(
          random.integer(2) === 0 ? { kind: 'none' } : { kind: 'manual', takesOverAfter: 1, lasts: 24, capacity: 0.5 },
        ),
      },
    })
  // Each asset carries one service; services rest on earlier ones, so that chains are deep and every one leads to s0
  const carried = Array.from({ length: 2000 }, () => [])
  for (let i = 0; i < count; i++) carried[i % 2000].push(party('asset', `a${i}`))
  for (const [i, suppliers] of carried.entries())
    supply(party('service', `s${i}`), suppliers, Math.ceil(suppliers.length / 2), random.integer(12))
  for (let i = 1; i < 2000; i++) {
    for (let j = 0; j < 3; j++)
      supply(party('service', `s${i}`), [party('service', `s${random.integer(i)}`)], 1, random.integer(8))
  }
  const cells = Array.from({ length: 10_000 }, (_, i) => ({
    id: `c${i}`,
    said: {
      people: say(random.integer(40)),
      services: Array.from({ length: 5 }, () => ({ value: `s${random.integer(2000)}`, ...by })),
      sites: i % 50 === 0 ? say({ kind: 'school', name: `School ${i}` }) : [],
    },
  }))
  return cityOf({ zones, assets, services, dependencies, cells }, 2000)
}

function measured(work) {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

function ranInThread(work) {
  const ran = () => Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ', 1)[0]) / 1e6
  if (process.platform !== 'linux') return measured(work)
  const start = ran()
  work()
  return ran() - start
}

function memory() {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
