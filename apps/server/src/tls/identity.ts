import { readFileSync } from 'node:fs'
import { TocsinError } from '@tocsin/kit'
import type { Config } from '../config/index.ts'
import { identityOf, ownIdentity, type TlsIdentity } from './own-identity.ts'

/**
 * The identity that the listeners show: the operator's where files are named, else Tocsin's own.
 *
 * @param dir where Tocsin's own lies
 * @throws TocsinError `tls-files` where a named file cannot be read or used
 */
export async function tlsIdentity(tls: Config['tls'], dir: string, now: number): Promise<TlsIdentity> {
  if (tls.certificate === null && tls.key === null) return ownIdentity({ dir, names: tls.names, now })
  if (tls.certificate === null || tls.key === null) {
    throw new TocsinError('tls-files', 'A certificate needs its key, and a key its certificate', {
      where: tls.certificate === null ? 'tls.key' : 'tls.certificate',
      fix: 'Name both files, or neither',
    })
  }
  const cert = pem(tls.certificate, 'tls.certificate')
  const key = pem(tls.key, 'tls.key')
  try {
    return identityOf(key, cert, cert)
  } catch (cause) {
    throw new TocsinError('tls-files', 'The certificate cannot be read', {
      where: tls.certificate,
      fix: 'Give a PEM file: the certificate of the server first, then what signed it',
      cause,
    })
  }
}

/** The authority of client certificates as PEM, where one is named. */
export function clientAuthority(tls: Config['tls']): string | undefined {
  return tls.clientAuthority === null ? undefined : pem(tls.clientAuthority, 'tls.clientAuthority')
}

function pem(file: string, setting: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new TocsinError('tls-files', `The file of ${setting} cannot be read`, {
      where: file,
      fix: 'Check its name, and that Tocsin may read it',
      cause,
    })
  }
}
