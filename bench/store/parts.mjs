// A store of many events in parts: node bench/store/parts.mjs [--rows 20000000] [--hours 48] [--rate 5000] [--seconds 60] [--export 1000000] [--dir DIR] [--only exports]
// Build first (npx tsc -b packages/store). With --dir the store is kept, and used again by the next run.
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  emptyPosition,
  encodeRow,
  everything,
  exportColumns,
  openEventStore,
  planExport,
  rowWriter,
} from '../../packages/store/dist/index.js'
import { eventMaker } from './events.mjs'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '20000000' },
    hours: { type: 'string', default: '48' },
    rate: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '60' },
    export: { type: 'string', default: '1000000' },
    dir: { type: 'string' },
    only: { type: 'string' },
  },
})
const [rows, hours, rate, seconds, exported] = ['rows', 'hours', 'rate', 'seconds', 'export'].map((n) =>
  Number(values[n]),
)
const hourMs = 3_600_000
const start = Date.UTC(2026, 9, 1)
const step = (hours * hourMs) / rows
const end = start + hours * hourMs
const dir = values.dir ?? mkdtempSync(join(tmpdir(), 'tocsin-parts-'))
mkdirSync(dir, { recursive: true })
const made = eventMaker((offset) => (offset < rows ? start + offset * step : end + ((offset - rows) / rate) * 1000))
let offset = 0

console.log(
  `node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, load ${loadavg()[0].toFixed(1)},` +
    ` ${((statfsSync(dir).bavail * statfsSync(dir).bsize) / 2 ** 30).toFixed(0)} GiB free; one process, warm page cache`,
)
const known = existsSync(join(dir, 'events.duckdb'))
const store = await openEventStore({ dir })
const next = () =>
  emptyPosition()
    .map((_, p) => (p < 16 ? Math.floor((offset - 1 - p) / 16) + 1 : 0))
    .map((n) => Math.max(0, n))
try {
  if (known) for (const at of await store.position()) offset += at
  else await fill()
  const { parts, bytes, hotRows, rows: parted } = await store.parts()
  console.log(
    `${(parted + hotRows).toLocaleString('en')} events over ${hours} h: ${parts} parts of ${(bytes / 1e6).toFixed(0)} MB (${(bytes / parted).toFixed(0)} B/event), ${hotRows} hot`,
  )
  if (values.only !== 'exports') await searched()
  console.log('')
  for (const format of ['csv', 'ndjson', 'parquet']) await exports(format)
  await exports('ndjson', true)
} finally {
  await store.close()
  if (values.dir === undefined) rmSync(dir, { recursive: true, force: true })
}

async function searched() {
  console.log(`\nlast hour, idle, ms`)
  await asked(lastHour, 12)
  console.log(`\nlast hour while ${rate}/s are appended, ms`)
  await ingesting(() => asked(lastHour, Infinity, seconds / 2))
  console.log(`\nlast day, idle, ms`)
  await asked(lastDay, 6)
  console.log(`\nlast day while ${rate}/s are appended, ms`)
  await ingesting(() => asked(lastDay, Infinity, seconds))
}

async function fill() {
  const began = performance.now()
  let [appending, tending] = [0, 0]
  let [writing, closed] = [Promise.resolve(), 0]
  while (offset < rows) {
    const count = Math.min(100_000, rows - offset)
    const lines = Array.from({ length: count }, () => encodeRow(made(offset++)))
    const [batch, upTo, now] = [{ rows: Buffer.from(lines.join('\n')), events: count }, next(), start + offset * step]
    // The next events are made while these are written
    await writing
    writing = (async () => {
      appending += await took(() => store.append([batch], upTo))
      if (now - closed < hourMs) return
      closed = now
      tending += await took(() => store.tend(now))
    })()
  }
  await writing
  tending += await took(() => store.tend(end))
  console.log(
    `filled in ${((performance.now() - began) / 1000).toFixed(0)} s: append ${Math.round(rows / (appending / 1000)).toLocaleString('en')} events/s,` +
      ` into parts ${Math.round(rows / (tending / 1000)).toLocaleString('en')} events/s`,
  )
}

function lastHour() {
  const until = end + Math.max(0, (offset - rows) / rate) * 1000 + 1
  return searches([until - hourMs, until])
}

function lastDay() {
  const until = end + Math.max(0, (offset - rows) / rate) * 1000 + 1
  return searches([until - 24 * hourMs, until])
}

function searches(time) {
  const all = { from: 'event', time, timeField: 'time', limit: 100 }
  const cmp = (field, value) => ({ kind: 'cmp', field, op: 'eq', value })
  const count = [{ kind: 'count' }]
  return {
    'newest 100': all,
    'source address, 100 rows': { ...all, where: cmp('src_endpoint.ip', '10.3.3.7') },
    'rare address, 100 rows': { ...all, where: cmp('src_endpoint.ip', '10.7.15.249') },
    'user (folds), 100 rows': { ...all, where: cmp('user.name', 'USER777') },
    'network and port, 100 rows': {
      ...all,
      where: {
        kind: 'and',
        of: [{ kind: 'cidr', field: 'src_endpoint.ip', network: '10.3.0.0/16' }, cmp('dst_endpoint.port', 22)],
      },
    },
    'contains in message, count': {
      ...all,
      measures: count,
      where: { kind: 'contains', field: 'message', text: 'PORT 777' },
    },
    'count by severity': { ...all, measures: count, groupBy: [{ kind: 'field', field: 'severity_id' }] },
    'top talkers': { ...all, measures: count, groupBy: [{ kind: 'field', field: 'src_endpoint.ip' }] },
    histogram: { ...all, limit: 1000, measures: count, groupBy: [{ kind: 'bucket', seconds: 900 }] },
  }
}

/** Asks each in turn, so many times or so many seconds, and says p50 and p95 of each and of all. */
async function asked(questions, times, forSeconds = Infinity) {
  const answers = new Map()
  const until = performance.now() + forSeconds * 1000
  for (let round = 0; round < times && performance.now() < until; round++) {
    for (const [name, query] of Object.entries(questions())) {
      const took = answers.get(name) ?? []
      answers.set(name, took)
      took.push((await store.query(query, everything)).took)
    }
  }
  for (const [name, took] of answers) console.log(`  ${name.padEnd(28)} ${said(took)}`)
  console.log(`  ${'all'.padEnd(28)} ${said([...answers.values()].flat())}`)
}

async function ingesting(meanwhile) {
  let done = false
  const batches = []
  const append = async () => {
    const began = performance.now()
    for (let sent = 0; !done; sent++) {
      const due = began + sent * 500
      if (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, due - performance.now()))
      const count = rate / 2
      const lines = Array.from({ length: count }, () => encodeRow(made(offset++)))
      batches.push(await took(() => store.append([{ rows: Buffer.from(lines.join('\n')), events: count }], next())))
    }
    return (batches.length * rate) / 2 / ((performance.now() - began) / 1000)
  }
  const appending = append()
  // What was appended here is of an hour that is not over: tending looks, and finds nothing to move
  const tending = setInterval(() => void store.tend(end), 5_000)
  await meanwhile()
  done = true
  clearInterval(tending)
  console.log(
    `  appended ${Math.round(await appending).toLocaleString('en')} events/s, a batch of 0.5 s took ${said(batches)}`,
  )
}

async function exports(format, lens = false) {
  globalThis.gc?.()
  const began = performance.now()
  const rss = []
  const watch = setInterval(() => rss.push(process.memoryUsage().rss / 1e6), 100)
  const query = { from: 'event', time: [start, end + 3_600_000], timeField: 'time', order: 'ascending', limit: 1 }
  const names = exportColumns('with-names')
  let [bytes, events, first] = [0, 0, 0]
  if (format === 'parquet') {
    const file = await store.exportFile({ query, scope: everything, names, limit: exported })
    events = file.rows
    for (let chunk = await file.next(); chunk !== undefined; chunk = await file.next()) {
      first ||= performance.now() - began
      bytes += chunk.length
    }
    await file.close()
  } else {
    const plan = await planExport(query, exported, (one) => store.query(one, everything))
    const writer = rowWriter(format, names)
    const asked = { scope: everything, format, names }
    const pages = lens ? plan.pages() : plan.text((one) => store.exportText({ query: one, ...asked }))
    for await (const page of pages) {
      const text = lens ? Buffer.from(writer.write(page)) : page
      first ||= performance.now() - began
      bytes += text.length
    }
    events = plan.rows
  }
  clearInterval(watch)
  const [early, late] = [rss.slice(0, Math.ceil(rss.length / 4)), rss.slice(-Math.ceil(rss.length / 4))]
  const mean = (some) => some.reduce((sum, one) => sum + one, 0) / Math.max(1, some.length)
  console.log(
    `export of ${events.toLocaleString('en')} events as ${format}${lens ? ', by rows (as pseudonyms are written)' : ''}: ${((performance.now() - began) / 1000).toFixed(1)} s, first bytes after ${(first / 1000).toFixed(1)} s,` +
      ` ${(bytes / 1e6).toFixed(0)} MB, RSS ${mean(early).toFixed(0)} MB in its first quarter, ${mean(late).toFixed(0)} MB in its last, ${Math.max(0, ...rss).toFixed(0)} MB at most`,
  )
}

async function took(work) {
  const began = performance.now()
  await work()
  return performance.now() - began
}

function said(all) {
  const sorted = [...all].sort((a, b) => a - b)
  const at = (share) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0)
  return `p50 ${at(0.5).padStart(5)}  p95 ${at(0.95).padStart(5)}  most ${at(1).padStart(5)}  (${sorted.length})`
}
