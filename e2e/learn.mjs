import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { cli, pause, startServer } from './server.mjs'

/**
 * Another's capture on an empty city: the hosts, names, services and accounts that its connection, DNS, Kerberos and TLS records
 * state are counted here over the file itself, and the city must know these and no others. Then kill -9, the same again, and
 * nothing is there twice; a zone is enforced, and what has no conduit opens incidents.
 *
 *   TOCSIN_CORPORA=DIR node e2e/learn.mjs
 */
const corpora = process.env.TOCSIN_CORPORA
if (corpora === undefined) {
  console.error('TOCSIN_CORPORA names no folder of corpora')
  process.exit(77)
}
const kinds = ['hosts', 'names', 'services', 'accounts']
const given = gunzipSync(readFileSync(join(corpora, 'zeek', 'apt29.ndjson.gz')))
const stated = statedIn(given.toString())
const data = mkdtempSync(join(tmpdir(), 'tocsin-learn-'))
let server = await startServer(data)
try {
  const token = tocsin(['token', 'create', 'zeek']).trim().split(/\s+/).at(-1)
  await send(token)
  const first = await learnt()
  for (const what of kinds) {
    assert.deepEqual([...first[what]].sort(), [...stated[what]].sort(), what)
  }
  const { assets } = await server.ask('/api/city/assets?limit=1000')
  assert.equal(assets.length, stated.hosts.size)
  const named = assets.flatMap(({ identifiers }) => {
    const address = identifiers.find(({ scheme }) => scheme === 'ip')?.value
    return identifiers.filter(({ scheme }) => scheme === 'host').map(({ value }) => `${address} ${value}`)
  })
  assert.deepEqual(named.sort(), [...stated.names].sort())

  await until(async () => (await conversations()) === stated.conversations)
  await server.kill()
  server = await startServer(data)
  assert.deepEqual(sizes(await learnt()), sizes(first))
  assert.equal(await conversations(), stated.conversations)

  await zoned()
  // A flow that a firewall lets through, again and again: the zones hold for what is received a few seconds later.
  await until(async () => {
    await passed('192.168.0.200', '10.0.0.200', 9999)
    return (await incidentsAbout('syslog')).length > 0
  })
  await send(token)
  await until(async () => (await incidentsAbout('zeek')).length > 0)
  await until(async () => (await conversations()) === 2 * stated.conversations)
  const without = (await server.ask('/api/city/flows?judged=without&limit=1000')).flows
  assert.ok(without.length > 0 && without.every(({ mode }) => mode === 'enforce'))
  assert.match(tocsin(['city', 'flows', '--judged', 'without']), /192\.168\.0\.4.*no conduit/)
  assert.match(tocsin(['city', 'learnt', 'seen-ip-10.0.0.4']), /newyork\.dmevals\.local/)
  assert.match(tocsin(['city', 'discrepancies', '--kind', 'undeclared']), /nashua\.dmevals\.local/)
  console.log(
    `learn: ${first.hosts.size} hosts, ${first.names.size} names, ${first.services.size} services, ${first.accounts.size} accounts, ` +
      `${stated.conversations} conversations as counted over the file, once over kill -9; ` +
      `${without.length} flows without a conduit opened ${(await incidentsAbout()).length} incidents`,
  )
} finally {
  await server.stop()
  rmSync(data, { recursive: true })
}

/** What the records state, by the meaning of Zeek's own fields alone. */
function statedIn(text) {
  const [hosts, names, services, accounts] = [new Set(), new Set(), new Set(), new Set()]
  let conversations = 0
  const isOwn = (address) => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address)
  const host = (address) => isOwn(address) && hosts.add(address)
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const record = JSON.parse(line)
    const { id_orig_h: from, id_resp_h: to, id_resp_p: port, proto } = record
    const both = () => [from, to].forEach(host)
    switch (record['@stream']) {
      case 'conn': {
        // Both sides took part: the handshake and what follows it; for UDP, an answer.
        if (!['SF', 'S1', 'S2', 'S3', 'RSTO', 'RSTR'].includes(record.conn_state)) break
        both()
        if (isOwn(from) || isOwn(to)) conversations++
        if (isOwn(to) && (proto === 'tcp' || record.service !== undefined || port < 32_768)) {
          services.add(`${to} ${proto}/${port}`)
        }
        break
      }
      case 'dns': {
        if (record.rcode_name === undefined) break
        both()
        const answers = record.answers ?? []
        if (record.qtype_name !== 'A' || record.AA !== true || answers.length !== 1 || !isOwn(answers[0])) break
        host(answers[0])
        names.add(`${answers[0]} ${record.query.toLowerCase()}`)
        break
      }
      case 'ssl':
        if (record.established !== true) break
        both()
        if (isOwn(to)) services.add(`${to} tcp/${port}`)
        break
      case 'http':
        both()
        break
      case 'kerberos': {
        both()
        if (record.success !== true || record.client === undefined) break
        const [client, realm] = record.client.toLowerCase().split('/')
        if (client.endsWith('$')) names.add(`${from} ${client.slice(0, -1)}.${realm}`)
        else accounts.add(`${from} ${realm.split('.')[0]}\\${client}`)
        break
      }
    }
  }
  return { hosts, names, services, accounts, conversations }
}

/** What the city learnt: as soon as that is all that is stated, else what it is after half a minute. */
async function learnt() {
  let now
  await until(async () => {
    now = await learntNow()
    return isDeepStrictEqual(sizes(now), sizes(stated))
  }).catch(() => {})
  return now
}

async function learntNow() {
  const facts = []
  for (let after; ; ) {
    const page = await server.ask(`/api/city/learnt?limit=1000${after === undefined ? '' : `&after=${after}`}`)
    facts.push(...page.facts)
    if (page.next === null) break
    after = page.next
  }
  const of = (topic, read) =>
    new Set(facts.filter((one) => one.topic === topic).map((one) => `${one.known.value} ${read(one)}`))
  return {
    hosts: new Set(facts.map(({ known }) => known.value)),
    names: of('host', ({ value }) => value),
    services: of('service', ({ value }) => value),
    accounts: of('account', ({ account }) => account.value),
  }
}

/** The city's own zone is enforced; the addresses of the attack stand outside of it. */
async function zoned() {
  const say = (section, id, values) =>
    server.ask('/api/city/records', { method: 'POST', body: JSON.stringify({ section, id, values }) })
  await say('zones', 'office', { name: 'Office', networks: ['10.0.0.0/16'] })
  await say('zones', 'abroad', { name: 'Abroad', networks: ['192.168.0.0/24'] })
  await server.ask('/api/city/zones/office/mode', { method: 'PUT', body: JSON.stringify({ mode: 'enforce' }) })
}

async function incidentsAbout(source) {
  const { incidents } = await server.ask('/api/incidents?limit=200')
  const about = incidents.filter(({ detectors }) => detectors.some(({ id }) => id === 'tocsin:flow-without-conduit'))
  return source === undefined ? about : about.filter(({ sources }) => sources.includes(source))
}

function passed(from, to, port) {
  const line = `<6>Nov 23 10:00:00 fw-1 kernel: ACCEPT IN=eth0 OUT=eth1 SRC=${from} DST=${to} LEN=60 PROTO=TCP SPT=50000 DPT=${port} SYN`
  return new Promise((resolve, reject) => {
    const socket = connect(server.syslog.port, server.syslog.host, () => socket.end(`${line}\n`))
    socket.on('error', reject)
    socket.on('close', resolve)
    socket.resume()
  })
}

async function send(token) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' }
  const answer = await fetch(`${server.url}/ingest/zeek`, { method: 'POST', headers, body: given })
  assert.equal(answer.status, 200)
}

async function until(holds) {
  for (let tries = 0; tries < 60; tries++) {
    if (await holds()) return
    await pause(500)
  }
  throw new Error('it did not come')
}

async function conversations() {
  const { flows } = await server.ask('/api/city/flows?limit=1000')
  return flows.filter(({ source }) => source === 'zeek').reduce((all, { count }) => all + count, 0)
}

function sizes(of) {
  return kinds.map((kind) => of[kind].size)
}

function tocsin(args) {
  return execFileSync(process.execPath, [cli, ...args, '--data', data]).toString()
}
