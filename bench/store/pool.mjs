// What queries take from libuv's pool: node bench/store/pool.mjs, again with UV_THREADPOOL_SIZE=16 before it.
// Four queries at once (two stores, two each), and how long an asynchronous fdatasync of 4 KiB takes meanwhile.
import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emptyPosition, encodeRow, everything, openEventStore } from '../../packages/store/dist/index.js'

const start = 1_760_000_000_000
const rows = 200_000
const dir = mkdtempSync(join(tmpdir(), 'tocsin-pool-'))
try {
  const stores = [await filled('a'), await filled('b')]
  const alone = await fdatasyncs(async () => new Promise((resolve) => setTimeout(resolve, 1_000)))
  const heavy = {
    from: 'event',
    time: [start, start + rows],
    timeField: 'time',
    limit: 1,
    where: { kind: 'or', of: Array.from({ length: 40 }, (_, i) => ({ kind: 'anywhere', text: `${i} not there` })) },
  }
  const queries = (count) => () =>
    Promise.all(Array.from({ length: count }, (_, i) => stores[i % 2].query(heavy, everything, { budget: 120_000 })))
  const during = await fdatasyncs(queries(4))
  const two = await fdatasyncs(queries(2))
  console.log(`UV_THREADPOOL_SIZE ${process.env.UV_THREADPOOL_SIZE ?? 'not set (4)'}: fdatasync, ms`)
  for (const [name, { count, mean, worst }] of Object.entries({
    alone,
    'beside 2 queries': two,
    'beside 4 queries': during,
  })) {
    console.log(`  ${name.padEnd(18)} mean ${mean.toFixed(1)}, worst ${worst.toFixed(0)} (${count})`)
  }
  for (const store of stores) await store.close()
} finally {
  rmSync(dir, { recursive: true, force: true })
}

async function filled(name) {
  const store = await openEventStore({ dir: join(dir, name), threads: 1 })
  const lines = Array.from({ length: rows }, (_, offset) =>
    encodeRow({
      at: { partition: 0, offset, index: 0 },
      time: start + offset,
      received: start + offset,
      timeQuality: 'stated',
      source: 's',
      decoder: 'd',
      realm: 'real',
      origin: 'proven',
      ocsf: { message: `message ${offset} of the bench, long enough to be looked through, ${offset * 7919}` },
    }),
  )
  await store.append([{ rows: Buffer.from(lines.join('\n')), events: rows }], emptyPosition().with(0, rows))
  return store
}

async function fdatasyncs(meanwhile) {
  let done = false
  const work = meanwhile().finally(() => {
    done = true
  })
  const file = await open(join(dir, 'synced'), 'w')
  const took = []
  while (!done) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    const started = performance.now()
    await file.write(Buffer.alloc(4096))
    await file.datasync()
    took.push(performance.now() - started)
  }
  await work
  await file.close()
  return { count: took.length, mean: took.reduce((sum, one) => sum + one, 0) / took.length, worst: Math.max(...took) }
}
