import { createHmac, timingSafeEqual } from 'node:crypto'

/** Seconds by which a receiver may let a signature's time differ from its own clock: what is older is a replay. */
export const replayWindow = 300

/**
 * The value of `Tocsin-Signature`: `t=<seconds>,v1=<hex>`, an HMAC-SHA256 (RFC 2104) over `<seconds>.<body>`.
 *
 * The time is that of sending and not of the message: a retry is signed anew, under the same id.
 *
 * @param seconds since the epoch
 */
export function signatureOf(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${mac(secret, seconds, body).toString('hex')}`
}

/** Whether a receiver with this secret should take a request, and why not: as the guide tells receivers to check. */
export function checkSignature(
  secret: string,
  header: string,
  body: string,
  now: number,
): 'good' | 'unreadable' | 'forged' | 'replayed' {
  const [, seconds = '', hex = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? []
  if (hex === '') return 'unreadable'
  if (!timingSafeEqual(Buffer.from(hex, 'hex'), mac(secret, Number(seconds), body))) return 'forged'
  return Math.abs(now / 1000 - Number(seconds)) <= replayWindow ? 'good' : 'replayed'
}

function mac(secret: string, seconds: number, body: string): Buffer {
  return createHmac('sha256', secret).update(`${seconds}.`).update(body).digest()
}
