// What the stores cost: node bench/store/main.mjs [rows, default 1000000]
// Build first (npx tsc -b packages/store). CPU is of the whole process, DuckDB's threads included.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '../../packages/kit/dist/index.js'
import {
  emptyPosition,
  encodeRow,
  everything,
  openEventStore,
  openStateStore,
  sqlBuilder,
} from '../../packages/store/dist/index.js'

const total = Number(process.argv[2] ?? 1_000_000)
const start = 1_760_000_000_000
const dir = mkdtempSync(join(tmpdir(), 'tocsin-bench-'))
console.log(`node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim()}, load ${loadavg()[0].toFixed(1)}`)
try {
  await events()
  await state()
} finally {
  rmSync(dir, { recursive: true, force: true })
}

async function events() {
  let store = await openEventStore({ dir })
  const made = makeEvents()
  let offset = 0
  const position = () => emptyPosition().with(0, offset)
  const fill = async (count) => {
    const lines = []
    const encoded = await measured(() => {
      for (let i = 0; i < count; i++) lines.push(encodeRow(made(offset++)))
    })
    const rows = Buffer.from(lines.join('\n'))
    const kept = await measured(() => store.append([{ rows, events: count }], position()))
    return { encoded, kept, bytes: rows.length / count }
  }
  await fill(10_000)
  for (const size of [10_000, 50_000]) {
    const rounds = []
    for (let i = 0; i < Math.max(2, Math.floor(total / 4 / size)) && offset < total; i++) rounds.push(await fill(size))
    const mean = (of) => rounds.reduce((sum, round) => sum + of(round), 0) / rounds.length
    console.log(
      `append, batches of ${size} (${rounds.length}): make + encodeRow ${(mean((r) => r.encoded.cpu) / size).toFixed(2)} CPU-us/event` +
        `, append ${(mean((r) => r.kept.cpu) / size).toFixed(2)} CPU-us/event, ${mean((r) => r.kept.wall).toFixed(0)} ms a batch,` +
        ` line ${mean((r) => r.bytes).toFixed(0)} B`,
    )
  }
  const sample = Array.from({ length: 20_000 }, (_, i) => made(i))
  for (let round = 0; round < 3; round++) for (const event of sample) encodeRow(event)
  const alone = await measured(() => sample.forEach((event) => void encodeRow(event)))
  console.log(`encodeRow alone: ${(alone.cpu / sample.length).toFixed(2)} CPU-us/event`)
  while (offset < total) await fill(Math.min(50_000, total - offset))
  const wal = statSync(join(dir, 'events.duckdb.wal'), { throwIfNoEntry: false })?.size ?? 0
  const closing = await measured(() => store.close())
  console.log(
    `close with ${(wal / 1e6).toFixed(0)} MB of WAL: ${closing.wall.toFixed(0)} ms; ${(statSync(join(dir, 'events.duckdb')).size / offset).toFixed(0)} B/event on disk`,
  )
  const opening = await measured(async () => {
    store = await openEventStore({ dir })
  })
  console.log(`reopen: ${opening.wall.toFixed(0)} ms, RSS ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`)

  const all = { from: 'event', time: [start, start + total], timeField: 'time', limit: 100 }
  const hour = { ...all, time: [start + total * 0.9, start + total] }
  const count = [{ kind: 'count' }]
  const queries = {
    'newest 100, all columns': all,
    'address eq, 100 rows': { ...all, where: { kind: 'cmp', field: 'src_endpoint.ip', op: 'eq', value: '10.3.3.7' } },
    'text eq (folds), count': {
      ...all,
      measures: count,
      where: { kind: 'cmp', field: 'user.name', op: 'eq', value: 'USER7' },
    },
    'like two stars, count': {
      ...all,
      measures: count,
      where: { kind: 'like', field: 'message', pattern: '*refused*port 77*' },
    },
    'like with ?, count': {
      ...all,
      measures: count,
      where: { kind: 'like', field: 'message', pattern: '*refused?from*' },
    },
    'contains, count': { ...all, measures: count, where: { kind: 'contains', field: 'message', text: 'PORT 777' } },
    'anywhere, 100 rows': { ...all, where: { kind: 'anywhere', text: 'host-77' } },
    'anywhere without a hit': { ...all, where: { kind: 'anywhere', text: 'not there' } },
    'anywhere without a hit, last tenth': { ...hour, where: { kind: 'anywhere', text: 'not there' } },
    'cidr, count': {
      ...all,
      measures: count,
      where: { kind: 'cidr', field: 'src_endpoint.ip', network: '10.3.0.0/16' },
    },
    'top talkers': { ...all, groupBy: [{ kind: 'field', field: 'src_endpoint.ip' }], measures: count },
    'histogram by severity': {
      ...all,
      limit: 10_000,
      groupBy: [
        { kind: 'bucket', seconds: 10 },
        { kind: 'field', field: 'severity_id' },
      ],
      measures: count,
    },
    'distinct users by host': {
      ...all,
      groupBy: [{ kind: 'field', field: 'device.hostname' }],
      measures: [{ kind: 'distinct', field: 'user.name' }],
    },
  }
  console.log(`queries over ${offset} events, ms, least of 4:`)
  for (const [name, query] of Object.entries(queries)) {
    let least = Infinity
    let rows = 0
    for (let i = 0; i < 4; i++) {
      const answer = await store.query(query, everything)
      least = Math.min(least, answer.took)
      rows = answer.rows.length
    }
    console.log(`  ${name.padEnd(36)} ${least.toFixed(1).padStart(7)}  (${rows} rows)`)
  }
  await store.close()
}

async function state() {
  const migrations = [{ owner: 'bench', id: '1', up: ['create table note (id integer primary key, said text)'] }]
  for (const synchronous of ['FULL', 'NORMAL']) {
    const { store, close } = await openStateStore({ file: join(dir, `${synchronous}.db`), migrations, synchronous })
    const sql = sqlBuilder()
    const insert = (id) =>
      sql
        .insertInto('note')
        .values({ id, said: `note ${id} of the bench` })
        .compile()
    const built = await measured(() => {
      for (let i = 0; i < 5_000; i++) insert(i)
    })
    const single = await measured(async () => {
      for (let i = 0; i < 2_000; i++) await store.run(insert(i))
    })
    const many = Array.from({ length: 10_000 }, (_, i) => insert(10_000 + i))
    const together = await measured(() => store.transact(many))
    const read = sql.selectFrom('note').selectAll().where('id', '=', 7).compile()
    const reads = await measured(async () => {
      for (let i = 0; i < 10_000; i++) await store.run(read)
    })
    console.log(
      `state, synchronous ${synchronous}: ${rate(2_000, single)} inserts/s alone, ${rate(10_000, together)} in one transaction,` +
        ` ${rate(10_000, reads)} point reads/s; kysely builds ${rate(5_000, built)} statements/s`,
    )
    close()
  }
}

function rate(count, { wall }) {
  return Math.round((count / wall) * 1000)
}

async function measured(work) {
  const cpu = process.cpuUsage()
  const started = performance.now()
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { wall: performance.now() - started, cpu: user + system }
}

/** A millisecond an event; skewed addresses and users. */
function makeEvents() {
  const random = seededRandom(42)
  const skewed = (below) => Math.floor(below * random.next() ** 3)
  return (offset) => {
    const source = `10.${skewed(8)}.${skewed(16)}.${skewed(250)}`
    const port = skewed(60_000)
    const time = start + offset
    return {
      at: { partition: 0, offset, index: 0 },
      time,
      received: time + 0.25,
      timeQuality: 'stated',
      source: 'firewall',
      decoder: 'syslog',
      realm: 'real',
      origin: 'address',
      logsources: [],
      native: new Map(),
      derived: new Map(),
      observables: [],
      seen: [],
      ocsf: {
        class_uid: 4001,
        activity_id: 6,
        severity_id: 1 + skewed(5),
        message: `connection refused from ${source} to port ${port} by rule ${skewed(400)} of the outer ring`,
        'metadata.product.name': 'example-firewall',
        'metadata.log_name': 'traffic',
        'metadata.uid': Math.floor(random.next() * 2 ** 48).toString(16),
        'device.hostname': `host-${skewed(900)}.example.org`,
        'src_endpoint.ip': source,
        'src_endpoint.port': 1024 + skewed(60_000),
        'dst_endpoint.ip': offset % 5 === 0 ? `2001:db8::${skewed(9_999).toString(16)}` : `192.0.2.${skewed(250)}`,
        'dst_endpoint.port': port,
        'connection_info.protocol_name': 'tcp',
        'traffic.bytes_out': skewed(1_000_000),
        'user.name': `user${skewed(5_000)}`,
      },
    }
  }
}
