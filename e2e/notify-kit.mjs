import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHmac, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'

/** A certificate for `localhost` that is its own authority. */
export function certificate(dir) {
  const [key, cert] = [join(dir, 'receiver.key'), join(dir, 'receiver.crt')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2', '-nodes']
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  execFileSync('/usr/bin/openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', cert, ...subject], {
    stdio: 'ignore',
  })
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}

/**
 * A receiver of webhooks as docs/guide/notifications.md tells one to be: it checks the signature by itself, refuses what is
 * older than five minutes, and drops by its id what comes again.
 */
export async function receiver(tls) {
  const it = {
    /** What `take` is answered: a status, or `hang` for nothing at all. */
    answers: 200,
    secret: '',
    /** Each message once. */
    messages: new Map(),
    /** Every request that came. */
    requests: [],
    wrong: [],
  }
  const server = createServer(tls, (request, response) => {
    const parts = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8')
      const id = request.headers['tocsin-message-id']
      it.requests.push(id)
      if (!signed(it.secret, request.headers['tocsin-signature'] ?? '', body)) it.wrong.push(id)
      if (it.answers === 'hang') return
      const message = JSON.parse(body)
      assert.equal(message.id, id)
      if (it.answers === 200) it.messages.set(id, message)
      response.writeHead(it.answers).end(it.answers === 200 ? 'thank you' : 'not now')
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  it.url = `https://localhost:${server.address().port}/hooks/tocsin`
  it.close = () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  return it
}

function signed(secret, header, body) {
  const [, seconds, hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? []
  if (hex === undefined || Math.abs(Date.now() / 1000 - Number(seconds)) > 300) return false
  const expected = createHmac('sha256', secret).update(`${seconds}.${body}`).digest()
  return timingSafeEqual(expected, Buffer.from(hex, 'hex'))
}

/** A mail server that offers STARTTLS and takes mail of who signs in. */
export async function mailServer(tls, password) {
  const it = { mails: [], refuses: false }
  const smtp = new SMTPServer({
    ...tls,
    onAuth: (auth, session, done) =>
      session.secure && auth.username === 'tocsin' && auth.password === password
        ? done(null, { user: auth.username })
        : done(new Error('wrong name or password')),
    onData: (stream, session, done) => {
      const parts = []
      stream.on('data', (part) => parts.push(part))
      stream.on('end', () => {
        if (it.refuses) return done(Object.assign(new Error('the disk is full'), { responseCode: 452 }))
        it.mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(parts).toString('utf8'),
        })
        done(null)
      })
    },
  })
  await new Promise((resolve) => smtp.listen(0, '127.0.0.1', resolve))
  it.port = smtp.server.address().port
  it.close = () => new Promise((resolve) => smtp.close(resolve))
  return it
}

/** Asks, and gives the refusal's code instead of throwing it. */
export async function refusal(asked) {
  try {
    await asked
    return undefined
  } catch (error) {
    return /"code":"([\w-]+)"/.exec(String(error))?.[1] ?? String(error)
  }
}
