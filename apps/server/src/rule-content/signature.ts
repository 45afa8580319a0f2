import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { err, ok, type Result } from '@tocsin/kit'

/**
 * Verifies a detached signature over bytes: minisign's (`.minisig` and its public key, both forms), or 64 bytes of ed25519 by
 * a key in PEM.
 *
 * @returns nothing, or why it does not hold
 */
export function verifySignature(
  bytes: Uint8Array,
  signature: Uint8Array,
  publicKey: string,
): Result<undefined, string> {
  const text = new TextDecoder('latin1').decode(signature.subarray(0, 4096))
  try {
    if (text.startsWith('untrusted comment:')) return minisign(bytes, text, publicKey)
    const key = createPublicKey(publicKey)
    if (key.asymmetricKeyType !== 'ed25519') return err(`the key is ${key.asymmetricKeyType}, not ed25519`)
    const raw = signature.length === 64 ? signature : Buffer.from(text.trim(), 'base64')
    return raw.length === 64 && verify(null, bytes, key, raw)
      ? ok(undefined)
      : err('the signature is not of these bytes')
  } catch (error) {
    return err(`the key or the signature cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

// https://jedisct1.github.io/minisign/#signature-format
function minisign(bytes: Uint8Array, text: string, publicKey: string): Result<undefined, string> {
  const [, body = '', trusted = '', global = ''] = text.split(/\r?\n/)
  const signature = Buffer.from(body, 'base64')
  const key = Buffer.from(publicKey.trim().split(/\r?\n/).at(-1) ?? '', 'base64')
  if (signature.length !== 74 || key.length !== 42 || key.toString('latin1', 0, 2) !== 'Ed')
    return err('the key or the signature is not in the form of minisign')
  if (!signature.subarray(2, 10).equals(key.subarray(2, 10))) return err('it is signed with another key')
  const algorithm = signature.toString('latin1', 0, 2)
  if (algorithm !== 'ED' && algorithm !== 'Ed') return err('its algorithm is unknown')
  // `ED`: over the BLAKE2b-512 of the file; `Ed`, the older form: over the file.
  const signed = algorithm === 'ED' ? createHash('blake2b512').update(bytes).digest() : bytes
  const ed25519 = publicKeyOf(key.subarray(10))
  if (!verify(null, signed, ed25519, signature.subarray(10))) return err('the signature is not of these bytes')
  const comment = Buffer.from(trusted.replace(/^trusted comment: /, ''))
  const over = Buffer.concat([signature.subarray(10), comment])
  if (!verify(null, over, ed25519, Buffer.from(global, 'base64'))) return err('its trusted comment was changed')
  return ok(undefined)
}

/** RFC 8410 §4: what stands before the 32 bytes of an ed25519 key in a SubjectPublicKeyInfo. */
const ed25519Head = Buffer.from('302a300506032b6570032100', 'hex')

function publicKeyOf(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([ed25519Head, raw]), format: 'der', type: 'spki' })
}
