import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { certificate, mailServer, receiver, refusal } from './notify-kit.mjs'
import { cli, pause, startServer } from './server.mjs'

/**
 * Whoever is to be told is told: a real HTTPS receiver that checks signatures by itself, a real mail server, refused hosts, a
 * receiver that is away, kill -9 while a message waits and while one is on its way, a storm of 38 incidents as one message.
 *
 *   node e2e/notify.mjs
 */
const work = mkdtempSync(join(tmpdir(), 'tocsin-notify-'))
const data = join(work, 'data')
const tls = certificate(work)
const hook = await receiver(tls)
const post = await mailServer(tls, 'a wet rope')
const config = join(work, 'tocsin.yml')
writeFileSync(config, 'notify:\n  hosts: [localhost]\n  allowPrivate: true\n')
const more = ['--config', config]
const started = Date.now()
let server = await startServer(data, more)
try {
  await targets()
  await both()
  await away()
  await onItsWay()
  await storm()
  assert.deepEqual(hook.wrong, [], 'every request was signed')
  console.log(
    `told: ${hook.messages.size} messages in ${hook.requests.length} requests, ${post.mails.length} mails, 2 x kill -9, ${Math.round((Date.now() - started) / 1000)} s`,
  )
} finally {
  await server.stop()
  await hook.close()
  await post.close()
  rmSync(work, { recursive: true })
}

async function targets() {
  const target = (via, rule = {}) => ({ name: 'x', rule, via })
  const add = (asked) =>
    server.ask('/api/notifications/targets', { method: 'POST', body: JSON.stringify({ target: asked }) })
  for (const [url, code] of [
    ['https://elsewhere.example/', 'bad-host'],
    ['http://localhost/', 'bad-url'],
    ['https://a:b@localhost/', 'bad-url'],
  ]) {
    assert.equal(await refusal(add(target({ kind: 'webhook', url }))), code, url)
  }
  assert.equal(await refusal(add(target({ kind: 'mail', to: ['duty@example.org'] }))), 'bad-mail')
  const made = await add({ name: 'pager', via: { kind: 'webhook', url: hook.url, authority: tls.cert } })
  hook.secret = made.secret
  assert.ok(hook.secret.length >= 40)
  const serverAsked = {
    host: 'localhost',
    port: post.port,
    security: 'starttls',
    from: 'tocsin@example.org',
    user: 'tocsin',
    authority: tls.cert,
  }
  const mail = (password) =>
    server.ask('/api/notifications/mail', { method: 'PUT', body: JSON.stringify({ server: serverAsked, password }) })
  assert.equal(await refusal(mail(undefined)), 'bad-secret')
  await mail('the wrong one')
  const mailed = await add({
    name: 'desk',
    language: 'fr',
    zone: 'Europe/Paris',
    rule: { from: 'critical', kinds: ['opened', 'assigned'] },
    via: { kind: 'mail', to: ['duty@example.org'] },
  })
  const test = (id) => server.ask(`/api/notifications/targets/${id}/test`, { method: 'POST', body: '{}' })
  const wrong = await test(mailed.target.id)
  assert.equal(wrong.ok, false)
  assert.match(wrong.says.en, /does not take this name/)
  await mail('a wet rope')
  assert.equal((await test(mailed.target.id)).ok, true)
  const taken = await test(made.target.id)
  assert.deepEqual([taken.ok, taken.status, taken.says.en], [true, 200, 'Taken. thank you'])
  hook.answers = 503
  const failed = await tocsin('notify', 'test', 'pager').catch((error) => error)
  assert.equal(failed.code, 1)
  assert.match(failed.stdout, /pager: 503 Refused. not now/)
  hook.answers = 200
  const { stdout: listed } = await tocsin('notify', 'list')
  assert.match(listed, /pager +localhost:\d+ +from high +real +all departments +well/)
  assert.doesNotMatch(
    listed + JSON.stringify(await server.ask('/api/notifications')),
    new RegExp(`${hook.secret}|wet rope`),
  )
}

async function both() {
  const incident = await open('critical')
  await until(
    'both are told',
    () => told(incident).length === 1 && post.mails.some(({ raw }) => raw.includes(incident)),
  )
  const [message] = told(incident)
  assert.equal(message.schema, 'tocsin.notification/1')
  assert.equal(message.incidents[0].link, `${server.url}/incidents/${incident}`)
  assert.deepEqual(message.incidents[0].assets, ['pump-7'])
  const mail = post.mails.find(({ raw }) => raw.includes(incident))
  assert.deepEqual(mail.to, ['duty@example.org'])
  assert.match(mail.raw, /Content-Type: text\/plain[\s\S]*Content-Type: text\/html/)
  for (const text of [JSON.stringify(message), mail.raw]) assert.doesNotMatch(text, /jdoe|called at two/)
  await server.ask(`/api/incidents/${incident}/take`, { method: 'POST', body: JSON.stringify({ version: 0 }) })
  await until('the desk hears that it was taken on', () =>
    post.mails.some(({ raw }) => raw.includes(incident) && /pris en charge/.test(raw)),
  )
  await open('low')
}

/** Nobody answers for a while, and the server dies meanwhile: the message waits in the state, and goes when somebody does. */
async function away() {
  hook.answers = 500
  const before = hook.requests.length
  const incident = await open('high')
  await until('it was tried', () => hook.requests.length > before)
  await pause(300)
  await server.kill()
  hook.answers = 200
  server = await startServer(data, more)
  await until('it is told after all', () => told(incident).length === 1)
  const [message] = told(incident)
  assert.ok(hook.requests.filter((id) => id === message.id).length >= 2, 'under one id')
  await until('it is said to do well', async () => {
    const {
      targets: [pager],
    } = await server.ask('/api/notifications')
    return pager.failingSince === null && pager.waiting === 0
  })
}

/** The server dies between the sending of a message and its receipt: it comes again, and the receiver knows it by its id. */
async function onItsWay() {
  hook.answers = 'hang'
  const before = hook.requests.length
  const incident = await open('high')
  await until('it is on its way', () => hook.requests.length > before)
  const id = hook.requests.at(-1)
  await server.kill()
  hook.answers = 200
  server = await startServer(data, more)
  await until('it comes again', () => told(incident).length === 1)
  assert.equal(told(incident)[0].id, id)
}

async function storm() {
  hook.answers = 503
  const incidents = []
  for (let n = 0; n < 38; n++) incidents.push(open('high'))
  const opened = await Promise.all(incidents)
  const before = hook.messages.size
  hook.answers = 200
  const counted = () =>
    [...hook.messages.values()]
      .slice(before)
      .reduce((sum, { incidents: listed, more: rest }) => sum + listed.length + rest, 0)
  await until('all of them are told', () => counted() >= opened.length)
  assert.equal(counted(), opened.length)
  const messages = [...hook.messages.values()].slice(before)
  assert.ok(messages.length <= 7, `${messages.length} messages`)
  assert.ok(
    messages.some(({ more: rest }) => rest > 0),
    'a folded one',
  )
}

/** Beside this process, whose receiver has to answer meanwhile. */
function tocsin(...words) {
  return promisify(execFile)(process.execPath, [cli, ...words, '--data', data])
}

async function open(severity) {
  const told = {
    title: 'A pump stands',
    observed: 'jdoe called at two',
    severity,
    about: [{ kind: 'host', value: 'pump-7' }],
  }
  return (await server.ask('/api/incidents', { method: 'POST', body: JSON.stringify(told) })).incident
}

function told(incident) {
  return [...hook.messages.values()].filter(({ incidents }) => incidents.some(({ id }) => id === incident))
}

async function until(what, holds) {
  for (let tries = 0; tries < 400; tries++) {
    if (await holds()) return
    await pause(100)
  }
  throw new Error(`waited in vain for: ${what}`)
}
