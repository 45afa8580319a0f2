import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { certificate, receiver } from './notify-kit.mjs'
import { connect, freePort, household, requirePrograms, until } from './senses-kit.mjs'
import { cli, pause, startServer } from './server.mjs'

/**
 * Work on a junction: order J-112 is declared; commands over MQTT and HTTP on J-112 are part of it, on J-113 and after its end they open
 * incidents; the owner, asked by link, says “not us”, which is graver and told; kill -9 after each part. The junctions stand in a
 * network of their own: not one packet goes into it.
 *
 *   node e2e/orders.mjs
 */
requirePrograms({
  iproute2: '/usr/sbin/ip',
  tcpdump: '/usr/bin/tcpdump',
  mosquitto: '/usr/sbin/mosquitto',
  'mosquitto-clients': '/usr/bin/mosquitto_pub',
})
if (process.getuid() !== 0) {
  console.error('a network of its own needs root')
  process.exit(77)
}
const started = Date.now()
const work = mkdtempSync(join(tmpdir(), 'tocsin-orders-'))
const data = join(work, 'data')
const house = household()
let ot
try {
  ot = network()
} catch (error) {
  console.error(`no network of its own can be made here: ${error.message}`)
  process.exit(77)
}
const tls = certificate(work)
const hook = await receiver(tls)
const config = join(work, 'tocsin.yml')
writeFileSync(config, 'notify:\n  hosts: [localhost]\n  allowPrivate: true\n')
const more = ['--config', config]
mkdirSync(join(data, 'rules'), { recursive: true })
writeFileSync(
  join(data, 'rules', 'signal-command.yml'),
  `title: A Signal Is Commanded
id: 6a1f8a54-4f0e-4a51-9d53-7c9a1f1f0112
status: stable
level: high
tags: [attack.impair-process-control, attack.t0855]
logsource: {product: traffic, service: command}
detection: {commanded: {action: flash}, condition: commanded}
`,
)
const broker = await freePort()
writeFileSync(join(work, 'mosquitto.conf'), `listener ${broker} 127.0.0.1\nallow_anonymous true\npersistence false\n`)
house.start('/usr/sbin/mosquitto', ['-c', join(work, 'mosquitto.conf')], { stdio: 'ignore' })
let server = await startServer(data, more)
try {
  const token = await furnished()
  const order = declared()
  const folded = await inside(order, token)
  said('what belongs to the order is folded')
  await again()
  assert.deepEqual(await folds(order), { count: 2, folded: true, id: folded }, 'kept over kill -9')
  said('kept over kill -9')
  const other = await elsewhere(token)
  said('the junction beside it opens an incident')
  await over(order, token)
  said('and so does its own after its end')
  await notUs(other)
  assert.equal(ot.packets(), 0, 'no packet went into the network of the junctions')
  assert.ok(await ot.hears(), 'and one that is sent there is counted')
  console.log(`work orders: all held, 0 packets into OT, ${Math.round((Date.now() - started) / 1000)} s`)
} finally {
  await house.end()
  await server.stop()
  await hook.close()
  ot.close()
  rmSync(work, { recursive: true, force: true })
}

function said(what) {
  console.log(`  ${Math.round((Date.now() - started) / 1000)} s  ${what}`)
}

async function furnished() {
  const list = join(work, 'signals.csv')
  writeFileSync(
    list,
    'name;ip;host;type;zone;owner\nJ-112;10.77.0.112;j-112;feu tricolore;Signals;Roads\nJ-113;10.77.0.113;j-113;feu tricolore;Signals;Roads\n',
  )
  tocsin(['city', 'import', list])
  await connect(server, {
    kind: 'mqtt',
    name: 'Signals',
    url: `mqtt://127.0.0.1:${broker}`,
    topics: ['signals/#'],
    source: 'signals',
    routes: [],
  })
  await server.ask('/api/sources/signals/profile', { method: 'PUT', body: JSON.stringify({ decoder: 'json' }) })
  const target = {
    name: 'on call',
    rule: { from: 'high', realms: ['real'] },
    via: { kind: 'webhook', url: hook.url, authority: tls.cert },
  }
  const made = await server.ask('/api/notifications/targets', { method: 'POST', body: JSON.stringify({ target }) })
  hook.secret = made.secret
  const { token } = await server.ask('/api/tokens', {
    method: 'POST',
    body: JSON.stringify({ kind: 'ingest', name: 'signals', sources: ['signals'] }),
  })
  return token
}

function declared() {
  const list = join(work, 'orders.csv')
  const head = 'name;what;who;assets;from;until;acts\n'
  const day = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString().replace(/:\d\d\.\d+Z/, 'Z')
  writeFileSync(
    list,
    `${head}J-112;New lamps;The signal workshop;J-112;${day(-1)};${day(2)};commands\nJ-999;x;y;J-999;${day(-1)};${day(2)};commands\n`,
  )
  const refused = JSON.parse(tocsin(['orders', 'import', list, '--despite-refused', '--json']))
  assert.deepEqual([refused.kept, refused.orders.length, refused.refused[0].line], [true, 1, 3])
  assert.match(tocsin(['orders', 'list']), /work-1 +J-112 +standing/)
  return 'work-1'
}

/** Over MQTT and over HTTP, on the thing that the order names: kept under it, nothing in the queue, nobody told. */
async function inside(order, token) {
  await commanded('j-112', '10.77.0.112', token)
  const { id } = await until('two findings in the fold', async () => {
    const now = await folds(order)
    return now?.count === 2 && now
  })
  assert.deepEqual(
    (await open()).map(({ id: one }) => one),
    [],
  )
  const { findings } = await server.ask(`/api/incidents/${id}?limit=100`)
  assert.ok(findings.every(({ work: part }) => part.name === 'J-112' && part.act === 'command'))
  return id
}

/** On the junction beside it, both open incidents. */
async function elsewhere(token) {
  await commanded('j-113', '10.77.0.113', token)
  const [one] = await until('an incident on J-113', async () => {
    const now = (await open()).filter(({ about }) => about.value === 'j-113')
    return now[0]?.findings === 2 && now
  })
  await until('it is told', () => [...hook.messages.values()].some((told) => JSON.stringify(told).includes(one.id)))
  return one.id
}

async function over(order, token) {
  assert.match(tocsin(['orders', 'end', 'J-112']), /is over/)
  await again()
  await commanded('j-112', '10.77.0.112', token)
  await until('after its end an incident on J-112', async () =>
    (await open()).some(({ about, findings }) => about.value === 'j-112' && findings === 2),
  )
  assert.equal((await folds(order)).count, 2, 'and no more in the fold')
}

async function notUs(incident) {
  const before = hook.messages.size
  const asked = await server.ask(`/api/incidents/${incident}/ask`, {
    method: 'POST',
    body: JSON.stringify({ to: 'The signal workshop', language: 'en', hours: 1 }),
  })
  const link = asked.path.split('#')[1]
  const exif = [0xff, 0xe1, 0, 16, ...Buffer.from('Exif\0\0secret48')]
  const photo = Buffer.from([
    ...[0xff, 0xd8, ...exif, 0xff, 0xc0, 0, 11, 8, 0, 2, 0, 3, 1, 1, 0x11, 0],
    ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xff, 0xd9],
  ])
  assert.deepEqual((await byLink('look', { link })).body.things, ['J-113'])
  const said = await byLink('answer', {
    link,
    answer: 'not-me',
    note: 'nobody is there',
    photo: photo.toString('base64'),
  })
  assert.equal(said.status, 200)
  await again()
  assert.equal((await byLink('answer', { link, answer: 'yes' })).status, 410, 'a link answers once')
  assert.equal((await byLink('look', { link: `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}` })).status, 404)
  await until(
    'it is graver',
    async () => (await server.ask(`/api/incidents/${incident}`)).incident.severity === 'critical',
  )
  await until('and told', () => hook.messages.size > before)
  const { questions } = await server.ask(`/api/incidents/${incident}/asked`)
  assert.deepEqual([questions[0].state, questions[0].answer, questions[0].photo], ['answered', 'not-me', true])
  await until('it stands in the history', async () =>
    (await server.ask(`/api/incidents/${incident}/work`)).notes.some(({ text }) => text.includes('it was not us')),
  )
  const shown = await fetch(`${server.url}/api/field/photos/${questions[0].id}`, {
    headers: { authorization: `Bearer ${server.token}` },
  })
  const bytes = Buffer.from(await shown.arrayBuffer())
  assert.deepEqual(
    [shown.headers.get('content-type'), shown.headers.get('x-content-type-options')],
    ['image/jpeg', 'nosniff'],
  )
  assert.match(shown.headers.get('content-security-policy'), /sandbox/)
  assert.ok(!bytes.includes('secret48') && bytes.length > 20)
  assert.ok(!readFileSync(join(data, 'state.sqlite')).includes(link), 'the link is kept nowhere')
}

async function commanded(device, address, token) {
  const record = (n) =>
    JSON.stringify({
      logsource: { product: 'traffic', service: 'command' },
      device: { name: device },
      action: 'flash',
      dst_ip: address,
      n,
    })
  execFileSync('/usr/bin/mosquitto_pub', [
    '-h',
    '127.0.0.1',
    '-p',
    String(broker),
    '-q',
    '1',
    '-t',
    `signals/${device}/command`,
    '-m',
    record(Math.random()),
  ])
  const sent = await fetch(`${server.url}/ingest/signals`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body: record(Math.random()),
  })
  assert.ok(sent.ok, `HTTP ${sent.status}`)
}

async function folds(order) {
  const { incidents } = await server.ask(`/api/orders/${order}`)
  const [one] = incidents
  return one && { count: one.findings, folded: one.folded, id: one.id }
}

async function open() {
  return (await server.ask('/api/incidents?work=open&realm=real')).incidents.filter(({ detectors }) =>
    detectors.some(({ title }) => title === 'A Signal Is Commanded'),
  )
}

async function byLink(what, body) {
  const answer = await fetch(`${server.url}/api/field/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: await answer.json() }
}

async function again() {
  await server.kill()
  server = await startServer(data, more)
}

function tocsin(args) {
  return execFileSync(process.execPath, [cli, ...args, '--data', data], { encoding: 'utf8' })
}

/** A network of its own behind a pair of interfaces, whose inner end is listened to by tcpdump. */
function network() {
  const name = `tocsin-ot-${process.pid}`
  const [outer, inner] = [`ot${process.pid % 100_000}`, `in${process.pid % 100_000}`]
  const ip = (...args) => execFileSync('/usr/sbin/ip', args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const within = (...args) => execFileSync('/usr/sbin/ip', ['netns', 'exec', name, ...args], { stdio: 'ignore' })
  ip('netns', 'add', name)
  ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', name)
  // What the kernel says by itself on a new link is nobody's packet.
  if (existsSync('/proc/sys/net/ipv6')) {
    writeFileSync(`/proc/sys/net/ipv6/conf/${outer}/disable_ipv6`, '1')
    within('sh', '-c', `echo 1 > /proc/sys/net/ipv6/conf/${inner}/disable_ipv6`)
  }
  for (const host of [112, 113]) within('ip', 'addr', 'add', `10.77.0.${host}/24`, 'dev', inner)
  ip('addr', 'add', '10.77.0.1/24', 'dev', outer)
  within('ip', 'link', 'set', inner, 'up')
  ip('link', 'set', outer, 'up')
  const file = join(work, 'ot.txt')
  const dump = spawn('/usr/sbin/ip', ['netns', 'exec', name, 'tcpdump', '-n', '-l', '-U', '-i', inner], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let heard = ''
  dump.stdout.on('data', (chunk) => {
    heard += chunk
    writeFileSync(file, heard)
  })
  const packets = () => heard.split('\n').filter((line) => line !== '').length
  return {
    packets,
    hears: async () => {
      createConnection({ host: '10.77.0.112', port: 9 }).on('error', () => {})
      for (let tries = 0; tries < 20 && packets() === 0; tries++) await pause(100)
      return packets() > 0
    },
    close: () => {
      dump.kill('SIGKILL')
      execFileSync('/usr/sbin/ip', ['netns', 'del', name])
    },
  }
}
