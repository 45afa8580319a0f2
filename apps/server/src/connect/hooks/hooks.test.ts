import { createHmac } from 'node:crypto'
import { type ConnectionOf, connectionShape } from '@tocsin/sources'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ScratchLog, scratchLog } from '../../receive/scratch-log.ts'
import { draftsOf } from '../driver.ts'
import { openHooks } from './hooks.ts'
import { verifyHook } from './verify.ts'

const secret = 'a long secret of both sides'
const now = 1_795_168_800_000
const seconds = String(now / 1000)
const body = Buffer.from('{"action":"opened","n":1}')
const mac = (text: string, key: string | Buffer = secret) => createHmac('sha256', key).update(text).update(body)

const webhook = (more: object) =>
  connectionShape.parse({ kind: 'webhook', name: 'forge', source: 'forge', ...more }) as ConnectionOf<'webhook'>
const check = (more: object, headers: Record<string, string>, at = now, bytes: Uint8Array = body) => {
  const read = verifyHook(webhook(more), secret, { headers, body: bytes }, at)
  return read.ok ? 'taken' : read.error
}

describe('a delivery is taken when it is signed by who holds the secret', () => {
  // The example of GitHub, Validating webhook deliveries.
  test('the known example of GitHub', () => {
    const headers = { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' }
    const read = verifyHook(
      webhook({ form: 'github' }),
      "It's a Secret to Everybody",
      { headers, body: Buffer.from('Hello, World!') },
      now,
    )
    expect(read.ok).toBe(true)
  })

  // The example of Standard Webhooks and Svix.
  test('the known example of Standard Webhooks', () => {
    const headers = {
      'svix-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'svix-timestamp': '1614265330',
      'svix-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }
    const read = verifyHook(
      webhook({ form: 'standard' }),
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      { headers, body: Buffer.from('{"test": 2432232314}') },
      1_614_265_330_000,
    )
    expect(read.ok).toBe(true)
  })

  const forms = [
    ['github', {}, { 'x-hub-signature-256': `sha256=${mac('').digest('hex')}` }],
    ['gitlab', {}, { 'x-gitlab-token': secret }],
    ['hmac-sha256', { header: 'X-Our-Mac' }, { 'x-our-mac': mac('').digest('base64') }],
    ['stripe', {}, { 'stripe-signature': `t=${seconds},v1=00,v1=${mac(`${seconds}.`).digest('hex')}` }],
    [
      'standard',
      {},
      {
        'webhook-id': 'm1',
        'webhook-timestamp': seconds,
        'webhook-signature': `v1a,x v1,${mac(`m1.${seconds}.`).digest('base64')}`,
      },
    ],
  ] as const

  test.each(forms)('%s', (form, more, headers) => {
    expect(check({ form, ...more }, headers)).toBe('taken')
    expect(check({ form, ...more }, {})).toBe('no-signature')
    const [last = ''] = Object.keys(headers).slice(-1)
    const changed = { ...headers, [last]: `${(headers as Record<string, string>)[last]?.slice(0, -3)}AAA` }
    expect(check({ form, ...more }, changed)).toBe('bad-signature')
    if (form !== 'gitlab') expect(check({ form, ...more }, headers, now, Buffer.from('{"n":2}'))).toBe('bad-signature')
  })

  test.each(forms.filter(([form]) => form === 'stripe' || form === 'standard'))(
    '%s: not when it is old',
    (form, more, headers) => {
      expect(check({ form, ...more }, headers, now + 299_000)).toBe('taken')
      expect(check({ form, ...more }, headers, now + 301_000)).toBe('too-old')
      expect(check({ form, ...more }, headers, now - 301_000)).toBe('too-old')
    },
  )
})

describe('what is delivered', () => {
  let scratch: ScratchLog
  beforeEach(() => {
    scratch = scratchLog()
  })
  afterEach(() => scratch.close())

  function open(more: object = {}) {
    const refused: string[] = []
    const hooks = openHooks({
      now: () => now,
      append: (batch) => scratch.log.append(draftsOf(batch), batch.key),
      refused: ({ reason }) => refused.push(reason),
    })
    hooks.set([{ id: 'webhook-1', connection: webhook({ form: 'gitlab', ...more }), secret }])
    const send = (text: string, token = secret) =>
      hooks.take('webhook-1', { headers: { 'x-gitlab-token': token }, body: Buffer.from(text), peer: '192.0.2.1' })
    return { hooks, refused, send }
  }
  const texts = () => scratch.frames().flatMap(({ kind, text }) => (kind === 'data' ? [text] : []))

  test('is durable when it is answered, and stored once though it comes again', async () => {
    const { send, hooks, refused } = open()
    expect(await send('{"n": 1}')).toEqual({ ok: true, value: { accepted: 1, repeated: false } })
    expect(await send('{"n": 1}')).toEqual({ ok: true, value: { accepted: 1, repeated: true } })
    expect(await send('{"n": 1}', 'another')).toEqual({ ok: false, error: 'bad-signature' })
    expect(await send('no json')).toEqual({ ok: false, error: 'not-json' })
    expect(texts()).toEqual(['{"n": 1}'])
    expect(refused).toEqual(['bad-signature', 'not-json'])
    expect(hooks.health()[0]?.[1]).toMatchObject({ state: 'running', frames: 1, refused: 2 })
  })

  test('may hold many events', async () => {
    const { send } = open({ items: '/events' })
    await send('{"events":[{"n":1},{"n":2}],"x":0}')
    await send('{"other":1}')
    expect(texts()).toEqual(['{"n":1}', '{"n":2}'])
  })

  test('a full log is said, so that the sender comes again', async () => {
    const { send } = open()
    scratch.fill()
    expect(await send('{"n":1}')).toEqual({ ok: false, error: 'log-full' })
    scratch.free()
    expect(await send('{"n":1}')).toMatchObject({ ok: true, value: { repeated: false } })
  })
})
