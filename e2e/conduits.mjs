import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cli, pause, startServer } from './server.mjs'

/**
 * Conduits at work: zones and a conduit are declared, a zone is enforced, and a firewall tells over syslog of flows, some of which
 * nobody meant. Each is one finding, however often it is told and over kill -9; its event says zones, asset and version of the
 * city, a rule that asks for the zone speaks, and the log judged again by its versions of the city finds the same. A broker in a
 * field zone hears nothing of Tocsin, over kill -9, until the zone is opened to it; when it is closed again the session ends.
 *
 *   node e2e/conduits.mjs
 */
const unmeant = 'tocsin:flow-without-conduit'
const data = mkdtempSync(join(tmpdir(), 'tocsin-conduits-'))
let server = await startServer(data)
const broker = await countingBroker('127.44.0.1')
try {
  const closed = await closedBroker()
  await say('zones', 'wifi', { name: 'Public Wi-Fi', layer: 'public', networks: ['10.70.0.0/16'] })
  await say('zones', 'control', { name: 'Water control', layer: 'control', networks: ['10.20.0.0/16'] })
  await say('zones', 'office', { name: 'Office', layer: 'enterprise', networks: ['10.30.0.0/16'] })
  await say('assets', 'plc-1', {
    name: 'Pump 1',
    kind: 'plc',
    zone: 'control',
    identifiers: [{ scheme: 'ip', value: '10.20.0.7' }],
  })
  await say('conduits', 'historian', {
    from: 'office',
    to: 'control',
    protocol: 'https',
    ports: [{ from: 443, to: 443 }],
  })

  // Nobody enforces anything yet: the version that says so is named within five seconds of the one before.
  await known()
  await send([flow('10.30.0.5', '10.20.0.7', 502)])

  await mode('control', 'enforce')
  await until(async () => {
    await send([flow('10.30.0.5', '10.20.0.7', 9999)])
    return (await told()).length === 1
  })
  await send([
    flow('10.30.0.5', '10.20.0.7', 502),
    flow('10.30.0.6', '10.20.0.7', 502),
    flow('10.30.0.5', '10.20.0.7', 443),
    flow('10.20.0.7', '10.20.0.8', 502),
    flow('10.30.0.9', '10.70.0.9', 22),
    flow('10.70.0.9', '10.20.0.7', 22),
  ])
  await until(async () => (await told()).length === 3)
  await server.settled()
  await server.kill()
  server = await startServer(data)
  await send([flow('10.30.0.5', '10.20.0.7', 502), flow('10.30.0.5', '10.20.0.7', 102)])
  await until(async () => (await told()).length === 4)
  await openedBroker(closed)
  await server.settled()

  // What was sent before anybody enforced anything is among the events, and was said by nobody.
  const findings = await told()
  assert.deepEqual(findings.map(({ reason }) => reason.en.match(/over (\S+ \d+)/)?.[1]).sort(), [
    'tcp 102',
    'tcp 22',
    'tcp 502',
    'tcp 9999',
  ])
  const modbus = findings.find(({ reason }) => reason.en.includes('tcp 502'))
  assert.match(modbus.reason.en, /^10\.30\.0\.5 \(zone office\) speaks with plc-1, 10\.20\.0\.7 \(zone control\)/)
  assert.match(modbus.reason.fr, /aucun conduit ne le prévoit/)
  const event = (await search('flow:without dst.port:502')).find(({ id }) => id === modbus.evidence[0].event)
  assert.deepEqual(
    [event['src_endpoint.zone'], event['dst_endpoint.zone'], event['dst_endpoint.uid'], event.flow],
    ['office', 'control', 'plc-1', 'without'],
  )
  assert.match(event.seen, /^\d+ target:plc-1:0\.95$/)
  assert.equal((await search('zone:wifi dst.asset:plc-1')).length, 1)
  assert.equal((await search('conduit:historian flow:meant src.ip:10.30.0.5')).length, 1)
  const titles = (await incidents()).flatMap(({ detectors }) => detectors.map(({ title }) => title))
  assert.ok(titles.includes('Management Protocol Let From a Public Zone Into a Control Zone'), titles.join('\n'))

  const kept = await allFindings()
  await server.stop()
  for (const workers of [1, 4]) {
    const args = [cli, 'log', 'rerun', data, '--lane', 'live', '--workers', String(workers)]
    const again = execFileSync(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 }).toString()
    const found = again.split('\n').flatMap((line) => (line.startsWith('{') ? (JSON.parse(line).id ?? []) : []))
    assert.deepEqual(found.sort(), kept, `${workers} workers`)
  }
  console.log(
    `conduits: ${findings.length} flows without a conduit, each once over kill -9; ${kept.length} findings, the same when judged again`,
  )
} finally {
  await server.stop()
  broker.close()
  rmSync(data, { recursive: true })
}

/** A connection to a broker in a field zone: refused with place, reason and remedy, and nothing arrives. */
async function closedBroker() {
  await say('zones', 'lights', { name: 'Feux nord', layer: 'field', networks: ['127.44.0.0/16'] })
  await until(async () => (await server.ask('/api/sends')).zones.some(({ id, passive }) => id === 'lights' && passive))
  const connection = {
    kind: 'mqtt',
    name: 'Lights',
    source: 'lights',
    url: `mqtt://127.44.0.1:${broker.port}`,
    topics: ['#'],
  }
  const { id } = await server.ask('/api/connections', { method: 'POST', body: JSON.stringify({ connection }) })
  await until(async () => (await health(id)).trouble?.code === 'zone-closed')
  assert.match(
    (await health(id)).says.en,
    /^Zone «Feux nord» is closed to what Tocsin sends\. Its owner opens it at City > /,
  )
  return id
}

/** After a kill -9 it is closed still; its opening lets the connection start by itself, and its closing ends it. */
async function openedBroker(id) {
  await until(async () => (await health(id)).trouble?.code === 'zone-closed')
  const { refused } = await server.ask('/api/sends')
  assert.ok(refused.some(({ zone, order, count }) => zone === 'lights' && order.id === id && count >= 2))
  assert.equal(broker.connections(), 0, 'a closed zone hears nothing')
  const sends = (...args) => execFileSync(process.execPath, [cli, 'sends', ...args, '--data', data]).toString()
  assert.match(sends('list'), /Feux nord\s+field\s+closed/)
  assert.match(
    sends('open', 'lights', '--reason', 'its broker is ours', '--for', `connection:${id}`),
    /is open to connection/,
  )
  await until(async () => broker.standing() === 1 && (await health(id)).state === 'waiting')
  assert.equal(broker.connections(), 1)
  sends('close', 'Feux nord')
  await until(async () => broker.standing() === 0 && (await health(id)).trouble?.code === 'zone-closed')
  await server.ask(`/api/connections/${id}`, { method: 'DELETE' })
  assert.equal(broker.connections(), 1)
  console.log(
    'conduits: 0 connections into a closed field zone, over kill -9; one when it was opened, ended when it was closed',
  )
}

async function health(id) {
  const { connections } = await server.ask('/api/connections')
  return connections.find((one) => one.id === id)?.health ?? {}
}

/** Counts who connects; says yes to CONNECT and SUBSCRIBE (MQTT 3.1.1 §3.2, §3.9). */
function countingBroker(host) {
  let [connections, standing] = [0, 0]
  const listener = createServer((socket) => {
    connections++
    standing++
    socket.on('close', () => standing--).on('error', () => {})
    socket.on('data', ([first]) => {
      if (first === 0x10) socket.write(Buffer.from([0x20, 2, 0, 0]))
      else if (first === 0x82) socket.write(Buffer.from([0x90, 3, 0, 1, 1]))
    })
  })
  return new Promise((resolve) => {
    listener.listen(0, host, () =>
      resolve({
        port: listener.address().port,
        connections: () => connections,
        standing: () => standing,
        close: () => listener.close(),
      }),
    )
  })
}

function say(section, id, values) {
  return server.ask('/api/city/records', { method: 'POST', body: JSON.stringify({ section, id, values }) })
}

function mode(zone, to) {
  return server.ask(`/api/city/zones/${zone}/mode`, { method: 'PUT', body: JSON.stringify({ mode: to }) })
}

/** Sends flows until one is recognised by the city as it was declared. */
async function known() {
  await until(async () => {
    await send([flow('10.30.0.200', '10.20.0.7', 443)])
    await pause(500)
    return (await search('dst.asset:plc-1 conduit:historian')).length > 0
  })
}

function flow(from, to, port) {
  return `<6>Nov 23 10:00:00 fw-1 kernel: ACCEPT IN=eth0 OUT=eth1 SRC=${from} DST=${to} LEN=60 PROTO=TCP SPT=50000 DPT=${port} SYN`
}

function send(lines) {
  const { host, port } = server.syslog
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () => socket.end(`${lines.join('\n')}\n`))
    socket.on('error', reject)
    socket.on('close', resolve)
    socket.resume()
  })
}

async function told() {
  const of = await Promise.all((await incidents()).map(({ id }) => server.ask(`/api/incidents/${id}`)))
  return of.flatMap(({ findings }) => findings).filter(({ detector }) => detector.id === unmeant)
}

async function allFindings() {
  const of = await Promise.all((await incidents()).map(({ id }) => server.ask(`/api/incidents/${id}`)))
  return of.flatMap(({ findings }) => findings.map(({ id }) => id)).sort()
}

async function incidents() {
  return (await server.ask('/api/incidents?limit=200')).incidents
}

async function search(text) {
  const to = Date.now() + 60_000
  const asked = { text, time: [to - 86_400_000, to], limit: 100 }
  return (await server.ask('/api/search', { method: 'POST', body: JSON.stringify(asked) })).rows
}

async function until(holds) {
  for (let tries = 0; tries < 60; tries++) {
    if (await holds()) return
    await pause(250)
  }
  throw new Error('it did not come')
}
