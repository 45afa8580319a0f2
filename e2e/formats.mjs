import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cli, startServer } from './server.mjs'

/**
 * A format of an operator's own on a real server: tried, kept, changed while its lines come in, and held after a restart, without a
 * line lost; and a tool that shouts 10,000 alerts, which opens some fifty incidents.
 */
const data = mkdtempSync(join(tmpdir(), 'formats-'))
const format = (word) => `id: meter
logsource: { product: meter }
patterns:
  - match: 'meter (?P<meter>\\S+) says (?P<word>\\S+)'
    set: { action: ${word} }
map: { device_host: meter }
tests:
  - line: meter M-1 says hello
    fields: { meter: M-1, action: ${word} }
`
let server = await startServer(data)
try {
  await written()
  await changed()
  await shouted()
  console.log('formats: all held')
} finally {
  await server.stop()
  rmSync(data, { recursive: true })
}

async function written() {
  const body = JSON.stringify({ text: format('first'), sample: 'meter M-7 says hello\nnothing' })
  const { problems, lines } = await server.ask('/api/decoders/preview', { method: 'POST', body })
  assert.deepEqual([problems, lines.map(({ read }) => read)], [[], [true, false]])
  const refused = await put(format('first').replace('(?P<word>', '(?P<word')).catch((error) => String(error))
  assert.match(refused, /400.*decoders\/meter\.yml:4:39/)
  const { decoders } = await put(format('first'))
  assert.ok(decoders.some(({ id, own }) => id === 'meter' && own))
  const file = join(data, 'meter.yml')
  writeFileSync(file, format('first'))
  assert.match(tocsin(['decoders', 'check', file]), /1 read, nothing wrong/)
}

async function changed() {
  const token = tocsin(['token', 'create', 'meters', '--data', data]).trim().split(/\s+/).at(-1)
  let sent = 0
  const send = async (lines) => {
    const text = Array.from({ length: lines }, (_, at) => `meter M-${at} says w${sent + at}\n`).join('')
    const answer = await fetch(`${server.url}/ingest/meter`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: text,
    })
    assert.equal(answer.status, 200, await answer.text())
    sent += lines
  }
  for (const word of ['second', 'third', 'fourth']) {
    const changing = put(format(word))
    for (let body = 0; body < 5; body++) await send(40)
    await changing
  }
  await send(1)
  await server.stop()
  server = await startServer(data)
  await send(1)
  await server.settled()
  const rows = tocsin(['search', 'source:meter', '--json', '--data', data, '--limit', '5000'])
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.equal(rows.length, sent)
  assert.equal(new Set(rows.map(({ message }) => message)).size, sent)
  // Each was read by the format as it then was: none as mere syslog, which names no device.
  assert.ok(rows.every((row) => row['device.hostname']?.startsWith('M-')))
  console.log(`formats: ${sent} lines while their format changed three times and over a restart, each read`)
  const status = await fetch(`${server.url}/api/decoders/meter`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${server.token}` },
  })
  assert.equal(status.status, 200)
}

async function shouted() {
  const alerts = Array.from({ length: 10_000 }, (_, at) =>
    JSON.stringify({
      timestamp: new Date().toISOString(),
      event_type: 'alert',
      flow_id: at,
      src_ip: `10.1.${at >> 8}.${at & 255}`,
      dest_ip: '192.0.2.10',
      alert: { signature_id: 2019401, rev: 1, signature: 'ET SCAN shouted', severity: 2, action: 'allowed' },
    }),
  )
  const token = tocsin(['token', 'create', 'ids', '--data', data]).trim().split(/\s+/).at(-1)
  const answer = await fetch(`${server.url}/ingest/suricata`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: alerts.join('\n'),
  })
  assert.equal(answer.status, 200)
  await server.settled()
  const { incidents } = await server.ask('/api/incidents?limit=200')
  const about = incidents.filter(({ detectors }) => detectors.some(({ id }) => id.startsWith('suricata:')))
  assert.equal(about.length, 51)
  assert.ok(about.some(({ detectors }) => detectors[0].id === 'suricata:flood'))
  console.log('formats: 10,000 alerts of one tool about 10,000 addresses opened 51 incidents')
}

function put(text) {
  return server.ask('/api/decoders/meter', { method: 'PUT', body: JSON.stringify({ text }) })
}

function tocsin(args) {
  return execFileSync(process.execPath, [cli, ...args], { encoding: 'utf8' })
}
