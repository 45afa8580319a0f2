import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openKept, tables } from '@tocsin/server'
import { archiveOldest, emptyPosition, everything, openSegmentLog } from '@tocsin/store'
import { rawFrame } from '../../apps/server/dist/keeping/raw-frame.js'
import { startServer } from '../../e2e/server.mjs'

/**
 * One raw record out of an archive: by the log alone, and by `POST /api/events/<id>/raw` on a real server, noted in the audit each time.
 *
 *   node bench/store/raw.mjs [--records 200000] [--asks 300]
 */
const { values } = parseArgs({ options: { records: { type: 'string' }, asks: { type: 'string' } } })
const records = Number(values.records ?? 200_000)
const asks = Number(values.asks ?? 300)
const data = mkdtempSync(join(tmpdir(), 'bench-raw-'))
try {
  const log = openSegmentLog({ dir: join(data, 'log'), lane: 0, clock: { now: Date.now } })
  const pad = '.'.repeat(700)
  for (let n = 0; n < records; n += 1000) {
    const drafts = Array.from({ length: Math.min(1000, records - n) }, (_, i) => ({
      kind: 'data',
      realm: 'real',
      origin: 'proven',
      source: 'json',
      decoder: 'json',
      peer: 'bench',
      key: `stream ${(n + i) % 64}`,
      payload: Buffer.from(
        JSON.stringify({ message: `record ${n + i}`, user: `u${(n + i) % 977}`, pad: `${n + i}${pad}` }),
      ),
    }))
    await log.append(drafts)
  }
  log.rotate()
  const end = await log.position()
  await log.close()
  while (
    archiveOldest(
      join(data, 'log'),
      0,
      emptyPosition().map(() => Number.MAX_SAFE_INTEGER),
    )
  );
  const files = readdirSync(join(data, 'log', '0'))
  console.log(`${records} records in ${files.filter((name) => name.endsWith('.arc')).length} archives`)
  const filled = end.flatMap((next, partition) => (next > 0 ? [[partition, next]] : []))
  const places = Array.from({ length: asks }, (_, n) => {
    const [partition, next] = filled[n % filled.length]
    return { partition, offset: Math.floor((((n * 7919) % asks) / asks) * next), index: 0 }
  })
  const kept = await openKept(data, tables)
  const frames = { logDir: join(data, 'log'), state: kept.state, events: kept.events }
  say('out of an archive, without a server', await timed(places, (at) => rawFrame(frames, everything, at)))
  await kept.close()
  const server = await startServer(data)
  await server.settled()
  const open = ({ partition, offset }) =>
    server.ask(`/api/events/${partition}.${offset}.0/raw`, {
      method: 'POST',
      body: JSON.stringify({ reason: 'a measure' }),
    })
  say('POST /api/events/<id>/raw, noted', await timed(places.slice(0, 200), open))
  await server.stop()
} finally {
  rmSync(data, { recursive: true, force: true })
}

async function timed(places, ask) {
  const took = []
  for (const at of places) {
    const began = performance.now()
    const { kind } = await ask(at)
    took.push(performance.now() - began)
    if (kind !== 'kept') throw new Error(`${at.partition}.${at.offset} is ${kind}`)
  }
  return took.sort((a, b) => a - b)
}

function say(what, took) {
  const at = (share) => (took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0).toFixed(1)
  console.log(`${what}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, highest ${at(1)} ms (${took.length} asks)`)
}
