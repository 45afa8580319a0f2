// The segment log: frames/s and CPU per frame. Needs `npx tsc -b packages/store`.
//   node bench/log/main.mjs [frames = 400000]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  archiveOldest,
  archivesOf,
  frameAt,
  framesOf,
  lastControl,
  openLogReader,
  openSegmentLog,
} from '../../packages/store/dist/log/index.js'

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

  // Generated syslog of three programs, not a recording: real records have other ratios.
  const programs = [
    (i) =>
      `sshd[${1000 + (i % 900)}]: Failed password for invalid user user${(i * 7919) % 500} from 203.0.113.${i % 250} port ${1024 + ((i * 7919) % 60_000)} ssh2`,
    (i) =>
      `kernel: DROP IN=eth0 SRC=198.51.100.${(i * 31) % 250} DST=192.0.2.${i % 40} LEN=${40 + (i % 1400)} PROTO=TCP SPT=${1024 + ((i * 104_729) % 60_000)} DPT=443`,
    (i) =>
      `dhcpd: DHCPACK on 10.0.${i % 32}.${(i * 17) % 250} to 02:00:00:${((i * 7) % 256).toString(16)}:${(i % 256).toString(16)}:01 via eth0`,
  ]
  const archived = join(dir, 'archived')
  const lines = openSegmentLog({ dir: archived, lane: 0, clock })
  const count2 = Math.min(frames, 400_000)
  for (let i = 0; i < count2; i += 1000) {
    const some = Array.from({ length: 1000 }, (_, n) => {
      const at = new Date(1_767_225_600_000 + (i + n) * 40).toISOString()
      const text = programs[(i + n) % 3]?.(i + n) ?? ''
      return { ...drafts[n], payload: Buffer.from(`<38>1 ${at} gate-${n % 40}.example ${text}`) }
    })
    await lines.append(some)
  }
  lines.rotate()
  const all = lines.position()
  await lines.close()
  await measured('archive (brotli 5, read back)', count2, () => {
    while (
      archiveOldest(
        archived,
        0,
        all.map(() => Number.MAX_SAFE_INTEGER),
      )
    );
  })
  const archives = archivesOf(archived, 0)
  const plain = archives.flatMap(({ sources }) => sources).reduce((sum, { bytes }) => sum + bytes, 0)
  const packed = archives.reduce((sum, { size }) => sum + size, 0)
  console.log(
    `  ${archives.length} archives: ${(plain / 1e6).toFixed(1)} MB became ${(packed / 1e6).toFixed(1)} MB, ${(plain / packed).toFixed(1)} times smaller`,
  )
  const opened = []
  for (let n = 0; n < 500; n++) {
    const partition = n % 16
    const start = performance.now()
    const frame = frameAt(archived, 0, partition, Math.floor((((n * 7919) % 1000) / 1000) * (all[partition] ?? 0)))
    if (frame !== undefined) opened.push(performance.now() - start)
  }
  opened.sort((a, b) => a - b)
  const of = (q) => opened[Math.floor((opened.length - 1) * q)]?.toFixed(2)
  console.log(
    `  one frame out of an archive, ${opened.length} frames anywhere: ms p50 ${of(0.5)} p99 ${of(0.99)} (files in the page cache)`,
  )
} finally {
  rmSync(dir, { recursive: true })
}
