import { readFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { openObserver, openProofBook } from '@tocsin/inventory'
import { decoders } from '@tocsin/sources'
import { decodeFrame } from '@tocsin/stream'

/**
 * What learning costs beside reading: microseconds an event for each, and forged addresses against the sketch.
 *
 *   TOCSIN_CORPORA=DIR node bench/inventory/main.mjs
 */
const corpora = process.env.TOCSIN_CORPORA
if (corpora === undefined) {
  console.error('TOCSIN_CORPORA names no folder of corpora')
  process.exit(77)
}
const readers = new Map(decoders.map((decoder) => [decoder.id, decoder]))
const lines = gunzipSync(readFileSync(join(corpora, 'zeek', 'apt29.ndjson.gz')))
  .toString()
  .split('\n')
  .filter((line) => line !== '')
const frames = lines.map((line, offset) => ({
  ...{ partition: 0, offset, received: 1_772_352_000_000_000 + offset, kind: 'data', realm: 'real', origin: 'proven' },
  ...{ source: 'zeek', decoder: 'zeek', peer: 'bench', payload: new TextEncoder().encode(line) },
}))

console.log(`${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.version}`)
const observer = openObserver(openProofBook('bench'))
const spent = { decode: 0, observe: 0, events: 0 }
for (let round = 0; round < 6; round++) {
  for (const frame of frames) {
    const made = decodeFrame(frame, readers)
    if ('reason' in made) continue
    for (const event of made.events) observer.take(event)
  }
  observer.digest()
}
// Measured apart once warm: all events are held, so that each half is timed as one.
for (let round = 0; round < 5; round++) {
  let mark = process.cpuUsage()
  const events = frames.flatMap((frame) => {
    const made = decodeFrame(frame, readers)
    return 'reason' in made ? [] : made.events
  })
  spent.decode += cpuSince(mark)
  mark = process.cpuUsage()
  for (const event of events) observer.take(event)
  spent.observe += cpuSince(mark)
  spent.events += events.length
  observer.digest()
}
const per = (micros) => (micros / spent.events).toFixed(2)
console.log(
  `decode ${per(spent.decode)} µs an event, learn ${per(spent.observe)} µs an event (${spent.events} of Zeek's)`,
)

const proof = openProofBook('bench')
const before = process.memoryUsage().rss
const forged = 10_000_000
let believed = 0
const mark = process.cpuUsage()
for (let n = 0; n < forged; n++) {
  if (proof.sighted(`ip:10.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`, (n / forged) * 3_600_000)) believed++
}
console.log(
  `${forged} forged addresses in an hour: ${(cpuSince(mark) / forged).toFixed(2)} µs each, ${believed} believed, ` +
    `tables of ${proof.bytes / 1024 / 1024} MiB, ${((process.memoryUsage().rss - before) / 1024 / 1024).toFixed(0)} MiB more in all`,
)

function cpuSince(mark) {
  const { user, system } = process.cpuUsage(mark)
  return user + system
}
