import { decodeAttestationObject } from '@simplewebauthn/server/helpers'

/**
 * True for an attestation that names no certificate: none at all, or the key's own signature (WebAuthn Level 3 §6.5.4).
 *
 * We ask for none, and browsers then send none. A certificate that is sent all the same would be looked up in the
 * revocation list that it names, so that whoever registers could make this machine call an address of their choice.
 *
 * @throws where the bytes are no attestation object
 */
export function needsNoCertificates(attestationObject: string): boolean {
  const decoded = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, 'base64url')))
  const format = decoded.get('fmt')
  return format === 'none' || (format === 'packed' && decoded.get('attStmt').get('x5c') === undefined)
}
