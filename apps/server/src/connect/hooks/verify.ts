import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { err, ok, type Result } from '@tocsin/kit'
import type { ConnectionOf } from '@tocsin/sources'

/** How far a sender's clock may be from ours, in seconds (Standard Webhooks, Verifying webhook authenticity; Stripe's default). */
export const tolerance = 300

export type HookRefusal = 'no-signature' | 'bad-signature' | 'too-old'

export interface Delivery {
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

/**
 * Whether a delivery is of who holds the secret.
 *
 * @returns what names this delivery, of what the signature covers: the same one sent again has the same name
 */
export function verifyHook(
  { form, header }: Pick<ConnectionOf<'webhook'>, 'form' | 'header'>,
  secret: string,
  delivery: Delivery,
  now: number,
): Result<string, HookRefusal> {
  switch (form) {
    // GitHub, Validating webhook deliveries
    case 'github':
      return verifyHeader(delivery, 'x-hub-signature-256', secret)
    case 'hmac-sha256':
      return verifyHeader(delivery, (header ?? 'x-signature').toLowerCase(), secret)
    // GitLab, Webhooks: the secret itself is the proof
    case 'gitlab': {
      const sent = textOf(delivery, 'x-gitlab-token')
      if (sent === undefined) return err('no-signature')
      return equal(sent, secret) ? ok(nameOf(delivery.body)) : err('bad-signature')
    }
    case 'standard':
      return verifyStandard(delivery, secret, now)
    case 'stripe':
      return verifyStripe(delivery, secret, now)
  }
}

function verifyHeader({ headers, body }: Delivery, name: string, secret: string): Result<string, HookRefusal> {
  const sent = textOf({ headers }, name)
  if (sent === undefined) return err('no-signature')
  const mac = createHmac('sha256', secret).update(body).digest()
  const bare = sent.replace(/^sha256=/i, '')
  const matches = equal(bare.toLowerCase(), mac.toString('hex')) || equal(bare, mac.toString('base64'))
  return matches ? ok(nameOf(body)) : err('bad-signature')
}

/** Standard Webhooks 1.0 (Svix): `id.timestamp.body`, signatures `v1,<base64>` with spaces between them. */
function verifyStandard(delivery: Delivery, secret: string, now: number): Result<string, HookRefusal> {
  const part = (name: string) => textOf(delivery, `webhook-${name}`) ?? textOf(delivery, `svix-${name}`)
  const [id, stamp, sent] = [part('id'), part('timestamp'), part('signature')]
  if (id === undefined || stamp === undefined || sent === undefined) return err('no-signature')
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret, 'utf8')
  const mac = createHmac('sha256', key).update(`${id}.${stamp}.`).update(delivery.body).digest('base64')
  const signatures = sent.split(' ').slice(0, 16)
  // All are compared, whichever matches: the time tells nothing.
  const matches = signatures.map((one) => one.startsWith('v1,') && equal(one.slice(3), mac)).includes(true)
  if (!matches) return err('bad-signature')
  return isNow(stamp, now) ? ok(nameOf(Buffer.from(id, 'utf8'))) : err('too-old')
}

/** Stripe, Resolve webhook signature verification errors: `t=<seconds>,v1=<hex>,...` over `t.body`. */
function verifyStripe(delivery: Delivery, secret: string, now: number): Result<string, HookRefusal> {
  const sent = textOf(delivery, 'stripe-signature')
  if (sent === undefined) return err('no-signature')
  const parts = sent
    .split(',')
    .slice(0, 16)
    .map((part) => part.trim())
  const stamp = parts.find((part) => part.startsWith('t='))?.slice(2) ?? ''
  const mac = createHmac('sha256', secret).update(`${stamp}.`).update(delivery.body).digest('hex')
  const matches = parts.map((part) => part.startsWith('v1=') && equal(part.slice(3).toLowerCase(), mac)).includes(true)
  if (!matches) return err('bad-signature')
  return isNow(stamp, now) ? ok(nameOf(delivery.body)) : err('too-old')
}

function isNow(stamp: string, now: number): boolean {
  return /^\d{1,12}$/.test(stamp) && Math.abs(Number(stamp) - now / 1000) <= tolerance
}

/** In the same time wherever they differ, and however long they are. */
function equal(sent: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(sent), digest(right))
}

function textOf({ headers }: Pick<Delivery, 'headers'>, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' && value !== '' && value.length <= 4096 ? value : undefined
}

function nameOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url')
}
