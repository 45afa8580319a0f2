// The segment log: frames/s and CPU per frame. Needs `npx tsc -b packages/store`.
//   node bench/log/main.mjs [frames = 400000]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { frameAt, framesOf, lastControl, openLogReader, openSegmentLog } from '../../packages/store/dist/log/index.js'

const frames = Number(process.argv[2] ?? 400_000)
const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache')
mkdirSync(cache, { recursive: true })
const dir = mkdtempSync(join(cache, 'bench-log-'))
const clock = { now: () => performance.timeOrigin + performance.now() }
const payload = Buffer.alloc(1000, 'x')
const drafts = Array.from({ length: 1000 }, (_, i) => ({
  kind: 'data',
  realm: 'real',
  origin: 'address',
  source: 'syslog',
  decoder: 'syslog',
  peer: `192.0.2.${i % 200}:514`,
  key: `syslog 192.0.2.${i % 200}`,
  payload,
}))

async function measured(name, count, run) {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await run()
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  const rate = Math.round((count / wall) * 1000).toLocaleString('en')
  console.log(
    `${name.padEnd(58)} ${rate.padStart(11)} frames/s ${((user + system) / count).toFixed(2).padStart(6)} CPU-µs/frame (user ${(user / count).toFixed(2)})`,
  )
}

try {
  for (const [size, senders] of [
    [100, 1],
    [100, 10],
    [1000, 1],
    [1, 1000],
  ]) {
    const log = openSegmentLog({ dir: join(dir, `${size}-${senders}`), lane: 0, clock })
    const times = []
    let left = Math.min(frames, size * senders < 1000 ? frames / 10 : frames)
    const total = left
    const sender = async () => {
      while (left > 0) {
        left -= size
        const start = performance.now()
        await log.append(drafts.slice(0, size))
        times.push(performance.now() - start)
      }
    }
    await measured(`append, ${size} frames a call, ${senders} senders at once`, total, () =>
      Promise.all(Array.from({ length: senders }, sender)),
    )
    times.sort((a, b) => a - b)
    const at = (q) => times[Math.floor((times.length - 1) * q)].toFixed(1)
    const { groups } = log.stats()
    console.log(
      `  ${groups} groups of ${Math.round(total / groups)} frames; acknowledged after ms p50 ${at(0.5)} p99 ${at(0.99)}`,
    )
    await log.close()
  }

  const full = join(dir, '1000-1')
  let batches = []
  await measured('read, batches of 1 MiB, CRC of every frame', frames, () => {
    const reader = openLogReader({ dir: full, lane: 0, from: new Array(32).fill(0) })
    for (let batch = reader.next(1024 * 1024); batch !== undefined; batch = reader.next(1024 * 1024))
      batches.push(batch)
    reader.close()
  })
  for (let round = 0; round < 3; round++)
    await measured('framesOf', frames, () => {
      let bytes = 0
      for (const batch of batches)
        for (const frame of framesOf(batch)) bytes += frame.payload.length + frame.peer.length
      if (bytes < frames * 1000) throw new Error('frames are missing')
    })
  batches = []

  const one = (name, run) => {
    const start = performance.now()
    run()
    console.log(`${name.padEnd(58)} ${(performance.now() - start).toFixed(1).padStart(11)} ms`)
  }
  let log
  one('open the log again, last segment checked', () => {
    log = openSegmentLog({ dir: full, lane: 0, clock })
  })
  await log.close()
  const ends = log.position()
  const [busiest] = ends.map((offset, partition) => [offset, partition]).sort(([a], [b]) => b - a)
  const [count, partition] = busiest
  for (const part of [0.1, 0.5, 0.999])
    one(`frameAt, ${part * 100} % into the log`, () => frameAt(full, 0, partition, Math.floor(count * part)))
  one('lastControl where there is none', () => lastControl(full, 0, 'rules'))
} finally {
  rmSync(dir, { recursive: true })
}
