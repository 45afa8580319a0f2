// One segment file for all partitions, or one for each of 16: what a group commit of 100 frames of 1 kB costs.
//   node bench/log/files.mjs
import { closeSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache')
mkdirSync(cache, { recursive: true })
const dir = mkdtempSync(join(cache, 'bench-files-'))
const groups = 400
const frames = 100
const all = Buffer.alloc(frames * 1024, 'x')
const parts = Array.from({ length: 16 }, (_, i) => Buffer.alloc((i < 4 ? 7 : 6) * 1024, 'x'))

function measured(name, commit) {
  const times = []
  const cpu = process.cpuUsage()
  const start = performance.now()
  for (let g = 0; g < groups; g++) {
    const began = performance.now()
    commit()
    times.push(performance.now() - began)
  }
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  times.sort((a, b) => a - b)
  const at = (q) => times[Math.floor(groups * q)].toFixed(2)
  const rate = Math.round((groups * frames * 1000) / wall).toLocaleString('en')
  const micros = ((user + system) / groups / frames).toFixed(1)
  console.log(`${name}: ${rate} frames/s, group ms p50 ${at(0.5)} p99 ${at(0.99)}, ${micros} CPU-µs/frame`)
}

try {
  for (let round = 0; round < 3; round++) {
    const one = openSync(join(dir, `one-${round}`), 'w')
    measured('one file', () => {
      writeSync(one, all)
      fdatasyncSync(one)
    })
    closeSync(one)
    const many = parts.map((_, i) => openSync(join(dir, `part-${round}-${i}`), 'w'))
    measured('16 files', () => {
      for (const [i, part] of parts.entries()) {
        writeSync(many[i], part)
        fdatasyncSync(many[i])
      }
    })
    for (const fd of many) closeSync(fd)
  }
} finally {
  rmSync(dir, { recursive: true })
}
