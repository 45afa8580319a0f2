import { createHmac, timingSafeEqual } from 'node:crypto'

/** Seconds of one step, digits of a code: what every authenticator app takes without being asked (RFC 6238 §4.1, RFC 4226 §5.3). */
export const totpShape = { seconds: 30, digits: 6 } as const

/** Which step a time lies in. @param now milliseconds since the epoch */
export function stepAt(now: number): number {
  return Math.floor(now / 1000 / totpShape.seconds)
}

/** The code of one step (RFC 6238 §4.2 over RFC 4226 §5.3, HMAC-SHA-1), with leading zeroes. */
export function codeOf(secret: Uint8Array, step: number, digits: number = totpShape.digits): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const at = mac.readUInt8(mac.length - 1) & 15
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 10 ** digits).padStart(digits, '0')
}

/**
 * The steps, oldest first, whose code this is: of the one that runs, the one before and the one after (RFC 6238 §5.2: a
 * phone's clock is off, and a person types slowly). Looks at all three whatever is found.
 */
export function stepsOf(secret: Uint8Array, code: string, now: number): readonly number[] {
  const given = Buffer.from(code, 'utf8')
  const current = stepAt(now)
  return [current - 1, current, current + 1].filter((step) => {
    const right = Buffer.from(codeOf(secret, step), 'utf8')
    return right.length === given.length && timingSafeEqual(right, given)
  })
}
