import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MailServer } from '@tocsin/respond'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWay } from '../sends/gate/gate.fixture.ts'
import { ownIdentity, type TlsIdentity } from '../tls/own-identity.ts'
import { mail } from './mail.ts'
import { type Outgoing, refusedHost, refusedWebhook } from './outgoing.ts'
import { post } from './webhook.ts'

let dir: string
let tls: TlsIdentity
let server: Server
let base: string
let answer: (request: IncomingMessage, response: ServerResponse) => void
const got: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = []
const inside: Outgoing = { hosts: ['127.0.0.1', 'localhost'], private: true }

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'notify-'))
  tls = await ownIdentity({ dir, names: ['localhost', '127.0.0.1'], now: Date.now() })
  server = createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => {
      body += part.toString('utf8')
    })
    request.on('end', () => {
      got.push({ headers: request.headers, body })
      answer(request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `https://localhost:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  rmSync(dir, { recursive: true, force: true })
})

const posting = (but: Partial<Parameters<typeof post>[0]> = {}) =>
  post({
    url: `${base}/hook`,
    authority: tls.authority,
    body: '{"é":1}',
    headers: { 'tocsin-message-id': 'm-1' },
    outgoing: inside,
    dial: openWay(),
    signal: new AbortController().signal,
    ...but,
  })

describe('a webhook', () => {
  test('is told as written, and its answer is kept as one printable line', async () => {
    answer = (_, response) => response.writeHead(202).end('thank\r\n\u001b[31myou')
    expect(await posting()).toEqual({
      ok: true,
      status: 202,
      says: { en: 'Taken. thank [31myou', fr: 'Reçu. thank [31myou' },
    })
    expect(got.at(-1)).toMatchObject({
      body: '{"é":1}',
      headers: { 'tocsin-message-id': 'm-1', 'content-type': 'application/json; charset=utf-8' },
    })
  })

  test('that refuses or asks for patience is said to', async () => {
    answer = (_, response) => response.writeHead(503, { 'retry-after': '7' }).end('x'.repeat(100_000))
    const refused = await posting()
    expect(refused).toMatchObject({ ok: false, status: 503, retryAfter: 7000 })
    expect(refused.says.en.length).toBeLessThan(250)
  })

  test('that leads elsewhere is not followed', async () => {
    const before = got.length
    answer = (_, response) => response.writeHead(307, { location: `${base}/other` }).end()
    expect(await posting()).toMatchObject({ ok: false, status: 307 })
    expect(got.length).toBe(before + 1)
  })

  test('is not called where the configuration, the address or the certificate says no', async () => {
    const before = got.length
    for (const but of [
      { outgoing: { hosts: [], private: true } },
      { outgoing: { hosts: ['localhost'], private: false } },
      { url: `${base.replace('localhost', '127.0.0.1')}/hook`, outgoing: { hosts: ['127.0.0.1'], private: false } },
      { url: `${base.replace('https', 'http')}/hook` },
      { authority: null },
      { url: 'https://localhost:1/' },
    ]) {
      expect(await posting(but)).toMatchObject({ ok: false, status: null })
    }
    expect(got.length).toBe(before)
  })
})

describe('a host', () => {
  const outgoing = { hosts: ['Hooks.example.org', '*.city.example'], private: false }
  test.each([
    ['hooks.example.org', true],
    ['HOOKS.EXAMPLE.ORG.', true],
    ['a.b.city.example', true],
    ['city.example', false],
    ['evilcity.example', false],
    ['hooks.example.org.evil.test', false],
  ])('%s is called: %s', (host, called) => {
    expect(refusedHost(host, outgoing) === undefined).toBe(called)
  })

  test('is refused in a URL that holds a name, that is no HTTPS, or that writes a private address in another way', () => {
    const all = { hosts: ['127.0.0.1', '169.254.169.254', '[::1]', '::1', 'h.example'], private: false }
    for (const url of [
      'https://a@h.example/',
      'http://h.example',
      'https://0x7f.1/',
      'https://2130706433/',
      'https://[::1]/',
      'https://169.254.169.254/latest',
      'nonsense',
    ]) {
      expect([url, refusedWebhook(url, all)?.code]).toEqual([url, expect.stringMatching(/^bad-/)])
    }
  })
})

describe('mail', () => {
  const content = { subject: 'Pompe arrêtée', text: 'Pompe\n.\narrêtée\n', html: '<p>Pompe</p>' }

  /** A real server, which takes mail of those who sign in. */
  async function withServer(
    options: ConstructorParameters<typeof SMTPServer>[0],
    run: (port: number, mails: { from: string; to: string[]; raw: string }[]) => Promise<void>,
  ): Promise<void> {
    const mails: { from: string; to: string[]; raw: string }[] = []
    const smtp = new SMTPServer({
      key: tls.key,
      cert: tls.cert,
      onAuth: ({ username, password }, _, done) =>
        username === 'tocsin' && password === 'right' ? done(null, { user: username }) : done(new Error('no')),
      onRcptTo: ({ address }, _, done) =>
        done(address.startsWith('nobody') ? Object.assign(new Error('unknown'), { responseCode: 550 }) : null),
      onData: (stream, { envelope }, done) => {
        let raw = ''
        stream.on('data', (part: Buffer) => {
          raw += part.toString('utf8')
        })
        stream.on('end', () => {
          const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
          mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw })
          done(null)
        })
      },
      ...options,
    })
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
    try {
      await run((smtp.server.address() as AddressInfo).port, mails)
    } finally {
      await new Promise<void>((resolve) => smtp.close(() => resolve()))
    }
  }

  const serverAt = (port: number, but: Partial<MailServer> = {}): MailServer => ({
    host: 'localhost',
    port,
    security: 'starttls',
    from: 'tocsin@example.org',
    user: 'tocsin',
    authority: tls.authority,
    ...but,
  })
  const mailing = (given: MailServer, but: Partial<Parameters<typeof mail>[0]> = {}) =>
    mail({
      server: given,
      password: 'right',
      to: ['duty@example.org'],
      content,
      id: 'm-1',
      outgoing: inside,
      dial: openWay(),
      ...but,
    })

  test('goes over STARTTLS, signed in, as text and HTML, with its id', async () => {
    await withServer({}, async (port, mails) => {
      expect(await mailing(serverAt(port))).toMatchObject({ ok: true, status: 250 })
      expect(mails).toMatchObject([{ from: 'tocsin@example.org', to: ['duty@example.org'] }])
      for (const held of [
        'Tocsin-Message-ID: m-1',
        'Message-ID: <m-1@tocsin>',
        'Auto-Submitted: auto-generated',
        'multipart/alternative',
        'text/plain',
        'text/html',
      ]) {
        expect(mails[0]?.raw).toContain(held)
      }
    })
  })

  test('goes over TLS from the first byte', async () => {
    await withServer({ secure: true }, async (port, mails) => {
      expect(await mailing(serverAt(port, { security: 'tls' }))).toMatchObject({ ok: true })
      expect(mails).toHaveLength(1)
    })
  })

  test('is not sent, nor the password, to a server without TLS, with a strange certificate, or that is not to be called', async () => {
    await withServer({ disabledCommands: ['STARTTLS'] }, async (port, mails) => {
      expect(await mailing(serverAt(port))).toMatchObject({ ok: false })
      expect(mails).toHaveLength(0)
    })
    await withServer({}, async (port, mails) => {
      expect(await mailing(serverAt(port, { authority: null }))).toMatchObject({ ok: false })
      for (const outgoing of [
        { hosts: [], private: true },
        { hosts: ['localhost'], private: false },
      ]) {
        expect(await mailing(serverAt(port), { outgoing })).toMatchObject({ ok: false, status: null })
      }
      expect(mails).toHaveLength(0)
    })
  })

  test('that is refused says what the server said', async () => {
    await withServer({}, async (port) => {
      expect(await mailing(serverAt(port), { password: 'wrong' })).toMatchObject({
        ok: false,
        says: { en: expect.stringContaining('does not take this name') },
      })
      expect(await mailing(serverAt(port), { to: ['nobody@example.org'] })).toMatchObject({ ok: false, status: 550 })
      expect(await mailing(serverAt(port), { to: ['nobody@example.org', 'duty@example.org'] })).toMatchObject({
        ok: true,
        says: { en: expect.stringContaining('1 of 2') },
      })
    })
  })
})
