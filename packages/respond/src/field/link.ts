import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** What a link opens, and nothing else. */
export type LinkPurpose = 'is-this-you' | 'service'

/**
 * A link's secret: 16 random bytes, its end in seconds, and a signature over both and its purpose. What nobody signed is told from what
 * somebody did without asking the store; only the hash of the whole is kept there.
 *
 * `<random>.<end>.<signature>`, base64url (RFC 4648 §5) with the end in base 36; HMAC-SHA-256 (RFC 2104).
 */
export function newLink(key: Uint8Array, purpose: LinkPurpose, end: number, random: Uint8Array): string {
  const head = `${base64(random)}.${Math.floor(end / 1000).toString(36)}`
  return `${head}.${signatureOf(key, purpose, head)}`
}

/** The hash by which a link that was truly signed for some purpose is found; nothing for any other text. */
export function readLink(
  key: Uint8Array,
  text: string,
): { readonly purpose: LinkPurpose; readonly hash: string } | undefined {
  const [, head, signature] = /^([A-Za-z0-9_-]{22}\.[0-9a-z]{1,9})\.([A-Za-z0-9_-]{43})$/.exec(text) ?? []
  if (head === undefined || signature === undefined) return undefined
  for (const purpose of ['is-this-you', 'service'] as const) {
    const [given, made] = [Buffer.from(signature), Buffer.from(signatureOf(key, purpose, head))]
    if (given.length === made.length && timingSafeEqual(given, made)) return { purpose, hash: hashOf(text) }
  }
  return undefined
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function signatureOf(key: Uint8Array, purpose: LinkPurpose, head: string): string {
  return createHmac('sha256', key).update(`tocsin field link\n${purpose}\n${head}`).digest('base64url')
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
