import { createHash } from 'node:crypto'
import { availableParallelism, cpus } from 'node:os'
import { cityOf } from '@tocsin/city'
import { nothingSeen } from '@tocsin/event'
import { addressWords, claims, openCityVersions, recogniser, viewOf } from '@tocsin/inventory'
import { hash32 } from '@tocsin/kit'

/**
 * What recognition costs: bytes an identifier in shared memory, lookups and whole events a second of one core against a hash over
 * the same texts (the ratio says more than the figure), the making of the first version, and of one after 100 changes.
 *
 *   node bench/inventory/recognise.mjs [assets]
 */
const count = Number(process.argv[2] ?? 500_000)
const by = { source: 'bench', time: 1, confidence: 'imported' }
const one = (value) => [{ ...by, value }]
const zones = Array.from({ length: 200 }, (_, n) => ({
  id: `zone-${n}`,
  said: { name: one(`Zone ${n}`), layer: one('field'), networks: one(`10.${n}.0.0/16`) },
}))
const address = (n) => `10.${n % 200}.${(n >>> 8) % 256}.${n % 256}`
const assets = Array.from({ length: count }, (_, n) => {
  const zone = n % 200
  const identifiers = [
    { scheme: 'ip', value: `10.${zone}.${Math.floor(n / 200 / 256) % 256}.${Math.floor(n / 200) % 256}` },
    { scheme: 'mac', value: `02:00:${hex(n >>> 24)}:${hex(n >>> 16)}:${hex(n >>> 8)}:${hex(n)}` },
    { scheme: 'host', value: `sensor-${n}.zone-${zone}.city.example` },
  ]
  return {
    id: `sensor-${String(n).padStart(7, '0')}`,
    said: {
      kind: one('sensor'),
      zone: one(`zone-${zone}`),
      identifiers: identifiers.map((value) => ({ ...by, value })),
    },
  }
})
const conduits = Array.from({ length: 2000 }, (_, n) => ({
  id: `conduit-${n}`,
  said: {
    from: one(`zone-${n % 200}`),
    to: one(`zone-${(n * 7) % 200}`),
    protocol: one('modbus'),
    ports: one({ from: 502, to: 502 }),
  },
}))
let city = cityOf({ zones, assets, conduits }, 2)
let [number, heard] = [1, () => {}]
const keeper = {
  city: () => city,
  number: () => number,
  heard: (listener) => {
    heard = listener
    return () => {}
  },
}
const kept = new Map()
let control
const versions = openCityVersions({
  keeper,
  modes: () => new Map(),
  nameOf: (bytes) => `${createHash('sha256').update(bytes).digest('hex')}.city`,
  last: undefined,
  publish: async (version) => {
    control = version.control
    for (const [name, bytes] of version.contents) kept.set(name, bytes)
  },
})
console.log(`${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.version}; ${count} assets`)
let mark = process.cpuUsage()
const written = await versions.next()
const made = micros(mark)
const identifiers = count * 3
console.log(
  `first version: ${(written / 2 ** 20).toFixed(1)} MiB, ${(written / identifiers).toFixed(1)} bytes an identifier, ${(made / 1e6).toFixed(2)} s of CPU`,
)

const changed = assets.slice(0, 100).map((asset) => ({ ...asset, said: { ...asset.said, zone: one('zone-7') } }))
const after = new Map(city.assets)
for (const asset of changed) after.set(asset.id, asset)
heard({
  difference: { assets: { added: [], removed: [], updated: changed.map((to) => [city.assets.get(to.id), to]) } },
})
city = { ...city, assets: after, version: city.version + 1 }
number++
mark = process.cpuUsage()
console.log(
  `a version after 100 changes: ${((await versions.next()) / 1024).toFixed(1)} KiB, ${(micros(mark) / 1000).toFixed(1)} ms of CPU`,
)

mark = process.cpuUsage()
const stage = recogniser()
stage.control(control, kept)
console.log(
  `a worker takes a version up in ${(micros(mark) / 1000).toFixed(1)} ms, ${(process.memoryUsage().heapUsed / 2 ** 20).toFixed(0)} MiB of heap in all`,
)

const events = Array.from({ length: 50_000 }, (_, at) => {
  const [n, m] = [(at * 7919) % count, (at * 104_729) % count]
  const ip = (of) => assets[of].said.identifiers[0].value.value
  return {
    at: { partition: 0, offset: at, index: 0 },
    ...{
      time: 1,
      received: 1,
      timeQuality: 'stated',
      source: 'firewall',
      decoder: 'syslog',
      realm: 'real',
      origin: 'proven',
    },
    ...{
      logsources: [],
      native: new Map([
        ['SRC', 'x'],
        ['DST', 'y'],
      ]),
      derived: new Map([['src_ip', 'x']]),
      observables: [],
      seen: nothingSeen,
    },
    ocsf: {
      class_uid: 4001,
      ...{ 'src_endpoint.ip': ip(n), 'dst_endpoint.ip': at % 3 === 0 ? address(m) : ip(m), 'dst_endpoint.port': 502 },
      ...{
        'connection_info.protocol_name': 'tcp',
        app_name: 'modbus',
        'device.hostname': assets[m].said.identifiers[2].value.value,
      },
    },
  }
})
const round = (act) => {
  for (let warm = 0; warm < 3; warm++) for (const event of events) act(event)
  const from = process.cpuUsage()
  for (let times = 0; times < 6; times++) for (const event of events) act(event)
  return micros(from) / (6 * events.length)
}
let sum = 0
const hashed = round(({ ocsf }) => {
  sum += hash32(ocsf['src_endpoint.ip']) + hash32(ocsf['dst_endpoint.ip']) + hash32(ocsf['device.hostname'])
})
const { view, into, words } = lookup(control, kept)
const looked = round(({ ocsf }) => {
  view.address(ocsf['src_endpoint.ip'], into, words)
  sum += into.count + view.zone(into, words)
  view.address(ocsf['dst_endpoint.ip'], into, words)
  sum += into.count + view.zone(into, words)
  view.text('host', ocsf['device.hostname'], into)
  sum += into.count
})
const whole = round((event) => {
  sum += stage.recognise(event).seen.assets.length
})
console.log(
  `two addresses with their zones and a host: ${looked.toFixed(2)} µs, ${Math.round(3e6 / looked)} recognitions a second of a core; ` +
    `${(looked / hashed).toFixed(1)} times a hash over the three texts (${hashed.toFixed(2)} µs)\n` +
    `the event stamped with them, its aliases and columns: ${whole.toFixed(2)} µs, ${Math.round(1e6 / whole)} events a second of a core`,
)
if (sum === 0) throw new Error('nothing was recognised')

function lookup(named, contents) {
  return { view: viewOf(named, contents), into: claims(), words: addressWords() }
}

function micros(from) {
  const { user, system } = process.cpuUsage(from)
  return user + system
}

function hex(number) {
  return (number & 255).toString(16).padStart(2, '0')
}
