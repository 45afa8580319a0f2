import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import 'reflect-metadata'
import { createHash, createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** What a TLS server shows: PEM texts. */
export interface TlsIdentity {
  readonly key: string
  /** The server's certificate and what signed it, in this order. */
  readonly cert: string
  /** What senders must trust. */
  readonly authority: string
  /** SHA-256 of the server's certificate, in hexadecimal with colons, for senders that pin it. */
  readonly fingerprint: string
  /** Milliseconds since the epoch. */
  readonly expires: number
}

export interface OwnIdentityOptions {
  /** Where keys and certificates lie: `<data>/tls`, for the owner only. */
  readonly dir: string
  /** Names beside this machine's own. */
  readonly names: readonly string[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

const day = 86_400_000
const authorityLife = 3650 * day
/** Some clients take no server certificate that lives longer (CA/Browser Forum, Ballot SC-081: 398 days and falling). */
const serverLife = 397 * day
const renewBefore = 30 * day
// RFC 5480: P-256 with SHA-256 is what every TLS 1.2 client of the last ten years speaks.
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/**
 * The identity that Tocsin makes for itself: an authority of its own, which senders are told to trust, and a server
 * certificate for this machine's names and addresses, renewed 30 days before its end or when the names change.
 *
 * The authority stays, so that a renewal needs nothing at the senders.
 */
export async function ownIdentity({ dir, names, now }: OwnIdentityOptions): Promise<TlsIdentity> {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const files = {
    authorityKey: join(dir, 'authority.key'),
    authority: join(dir, 'authority.crt'),
    key: join(dir, 'server.key'),
    cert: join(dir, 'server.crt'),
  }
  const wanted = subjectNames(names)
  const stands = existsSync(files.authority) && existsSync(files.authorityKey)
  if (!stands || ends(readFileSync(files.authority, 'utf8')) < now + renewBefore) await makeAuthority(files, now)
  if (!serves(files, wanted, now)) await makeServer(files, wanted, now)
  return identityOf(
    readFileSync(files.key, 'utf8'),
    readFileSync(files.cert, 'utf8'),
    readFileSync(files.authority, 'utf8'),
  )
}

/**
 * A certificate for a sender, by which the listener over TLS knows it: its frames are then of proven origin under this name.
 *
 * @param name 1 to 64 characters
 * @param days how long it is good
 */
export function senderIdentity(
  dir: string,
  name: string,
  { now, days }: { readonly now: number; readonly days: number },
): Promise<{ readonly key: string; readonly cert: string }> {
  const files = { authority: join(dir, 'authority.crt'), authorityKey: join(dir, 'authority.key') }
  // RFC 5280 §4.2.1.12: id-kp-clientAuth; X.520 bounds a common name at 64 characters.
  const usage = '1.3.6.1.5.5.7.3.2'
  return issue(files, { name: name.slice(0, 64), usage, extensions: [], from: now - day, until: now + days * day })
}

/** An identity of the operator's own: PEM texts, the certificate's chain behind it. */
export function identityOf(key: string, cert: string, authority: string): TlsIdentity {
  const server = new X509Certificate(cert)
  return {
    key,
    cert: cert.includes(authority.trim()) ? cert : `${cert.trim()}\n${authority.trim()}\n`,
    authority,
    fingerprint: server.fingerprint256,
    expires: Date.parse(server.validTo),
  }
}

interface Files {
  readonly authorityKey: string
  readonly authority: string
  readonly key: string
  readonly cert: string
}

async function makeAuthority(files: Files, now: number): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const name = `CN=Tocsin ${randomBytes(4).toString('hex')}`
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: name,
    issuer: name,
    notBefore: new Date(now - day),
    notAfter: new Date(now + authorityLife),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  // The server's certificate of another authority is of no use beside it.
  rmSync(files.cert, { force: true })
  put(files.authorityKey, await pemOf(keys.privateKey))
  put(files.authority, certificate.toString('pem'))
}

async function makeServer(files: Files, names: readonly string[], now: number): Promise<void> {
  const alternatives = names.map((name) => ({
    type: isAddress(name) ? ('ip' as const) : ('dns' as const),
    value: name,
  }))
  const { key, cert } = await issue(files, {
    name: hostname().slice(0, 63),
    // RFC 5280 §4.2.1.12: id-kp-serverAuth
    usage: '1.3.6.1.5.5.7.3.1',
    extensions: [new SubjectAlternativeNameExtension(alternatives)],
    from: now - day,
    until: now + serverLife,
  })
  put(files.key, key)
  put(files.cert, cert)
}

/** A key and a certificate of it, signed by the authority that lies there. */
async function issue(
  files: Pick<Files, 'authority' | 'authorityKey'>,
  wanted: {
    readonly name: string
    readonly usage: string
    readonly extensions: readonly Extension[]
    readonly from: number
    readonly until: number
  },
): Promise<{ readonly key: string; readonly cert: string }> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const authority = new X509Certificate(readFileSync(files.authority, 'utf8'))
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: [{ CN: [wanted.name] }],
    issuer: authority.subject.replaceAll('\n', ', '),
    notBefore: new Date(wanted.from),
    notAfter: new Date(Math.min(wanted.until, Date.parse(authority.validTo))),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: await importKey(readFileSync(files.authorityKey, 'utf8')),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([wanted.usage]),
      ...wanted.extensions,
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(await publicKeyOf(authority)),
    ],
  })
  return { key: await pemOf(keys.privateKey), cert: certificate.toString('pem') }
}

/** Whether the certificate that lies there is of this authority, for these names, and lasts. */
function serves(files: Files, names: readonly string[], now: number): boolean {
  if (!existsSync(files.cert) || !existsSync(files.key)) return false
  try {
    const certificate = new X509Certificate(readFileSync(files.cert, 'utf8'))
    const authority = new X509Certificate(readFileSync(files.authority, 'utf8'))
    return (
      certificate.checkPrivateKey(createPrivateKey(readFileSync(files.key, 'utf8'))) &&
      certificate.verify(authority.publicKey) &&
      Date.parse(certificate.validTo) > now + renewBefore &&
      names.every((name) => (isAddress(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined)
    )
  } catch {
    // Half a file after a crash, or one that somebody edited: a new one is made.
    return false
  }
}

function ends(pem: string): number {
  try {
    return Date.parse(new X509Certificate(pem).validTo)
  } catch {
    return 0
  }
}

/** This machine's names and addresses, and those that the operator added; sorted, each once. */
function subjectNames(more: readonly string[]): readonly string[] {
  const own = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address))
  // Addresses of a link have a zone that a certificate cannot hold (RFC 4007 §11).
  const addresses = own.filter((address) => !address.startsWith('fe80:'))
  return [...new Set([...addresses, '127.0.0.1', 'localhost', hostname(), ...more])].sort().slice(0, 64)
}

function isAddress(name: string): boolean {
  return /^[\d.]+$/.test(name) || name.includes(':')
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key))
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString()
}

async function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' })
  return webcrypto.subtle.importKey('pkcs8', Uint8Array.from(der), algorithm, false, ['sign'])
}

async function publicKeyOf(certificate: X509Certificate): Promise<webcrypto.CryptoKey> {
  const der = certificate.publicKey.export({ format: 'der', type: 'spki' })
  return webcrypto.subtle.importKey('spki', Uint8Array.from(der), algorithm, true, ['verify'])
}

/** RFC 5280 §4.1.2.2: positive, at most 20 octets. */
function serial(): string {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0] ?? 0) & 0x7f
  return createHash('sha256').update(bytes).digest('hex').slice(0, 30).replace(/^/, '01')
}

/** All of it under its name, or nothing; a key is readable by its owner from its first byte. */
function put(file: string, text: string): void {
  const draft = `${file}.tmp`
  rmSync(draft, { force: true })
  writeFileSync(draft, text, { mode: 0o600, flush: true, flag: 'wx' })
  renameSync(draft, file)
}
