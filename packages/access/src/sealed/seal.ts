import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Entropy } from '../secret.ts'
import type { MasterKey } from './key-files.ts'

const nonceBytes = 12
const tagBytes = 16

/**
 * Seals bytes under a name with AES-256-GCM (NIST SP 800-38D): a row that is moved to another name does not open.
 *
 * Nonces are random: a key may seal 2^32 times before two of them are likely to meet (§8.3).
 */
export function seal(key: MasterKey, name: string, bytes: Uint8Array, entropy: Entropy): string {
  const nonce = entropy(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce)
  cipher.setAAD(about(key, name))
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]).toString('base64')
}

/** What was sealed, or nothing where the key, the name or the bytes are not those of the sealing. */
export function unseal(key: MasterKey, name: string, sealed: string): Uint8Array | undefined {
  const bytes = Buffer.from(sealed, 'base64')
  // Node takes several spellings of the same base64; only ours is one that we wrote.
  if (bytes.length < nonceBytes + tagBytes || bytes.toString('base64') !== sealed) return undefined
  const opener = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
  opener.setAAD(about(key, name))
  opener.setAuthTag(bytes.subarray(bytes.length - tagBytes))
  try {
    return Buffer.concat([opener.update(bytes.subarray(nonceBytes, bytes.length - tagBytes)), opener.final()])
  } catch {
    return undefined
  }
}

function about(key: MasterKey, name: string): Buffer {
  return Buffer.from(`tocsin-sealed-1\n${key.id}\n${name}`, 'utf8')
}
