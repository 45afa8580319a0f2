import { connect } from 'node:net'

/** Syslog lines as fast as the other side takes them, over several connections; says how many there were. */
const [port, seconds, senders] = process.argv.slice(2).map(Number)
const block = Buffer.from(
  Array.from(
    { length: 200 },
    (_, i) =>
      `<38>1 2026-11-20T10:00:00.${String(i).padStart(3, '0')}Z gate-${i % 40}.example sshd ${1000 + i} - - ` +
      `Failed password for invalid user agent${String(i).padStart(3, '0')} from 192.0.2.${i + 10} port ${40000 + i} ssh2\n`,
  ).join(''),
)
let blocks = 0
const until = Date.now() + seconds * 1000
await Promise.all(
  Array.from({ length: senders }, async () => {
    const socket = connect(port, '127.0.0.1')
    while (Date.now() < until) {
      blocks++
      if (!socket.write(block)) await new Promise((resolve) => socket.once('drain', resolve))
    }
    await new Promise((resolve) => socket.end(resolve))
  }),
)
console.log(JSON.stringify({ lines: blocks * 200, bytes: blocks * block.length }))
