import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Where secrets come from; a parameter so that a test can play a story again. */
export type Entropy = (bytes: number) => Uint8Array

export const systemEntropy: Entropy = (bytes) => randomBytes(bytes)

/** Characters of a secret: 32 bytes as base64url without padding. */
export const secretLength = 43

/** 32 random bytes as base64url (RFC 4648 §5). */
export function newSecret(entropy: Entropy): string {
  return Buffer.from(entropy(32)).toString('base64url')
}

/** 8 random bytes as hex: names a thing, opens nothing. */
export function newId(entropy: Entropy): string {
  return Buffer.from(entropy(8)).toString('hex')
}

/**
 * SHA-256 of a secret as hex, for storage and look-up.
 *
 * A fast hash is right here, and wrong for passphrases: the secrets have 256 bits of entropy, so nobody can try them all
 * however fast the hash is, and each request pays for it (OWASP Password Storage Cheat Sheet; NIST SP 800-63B §5.1.2.2
 * asks for key stretching below 112 bits only).
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex')
}

/** Compares two hashes without telling by time where they differ. */
export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a, 'utf8')
  const right = Buffer.from(b, 'utf8')
  return left.length === right.length && timingSafeEqual(left, right)
}

/** True for text that could be one of our secrets: nothing else reaches a hash or a table. */
export function looksLikeSecret(text: string): boolean {
  return secretShape.test(text)
}

const secretShape = /^[A-Za-z0-9_-]{43}$/
