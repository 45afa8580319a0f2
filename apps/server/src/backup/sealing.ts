import { readFileSync } from 'node:fs'
import { TocsinError } from '@tocsin/kit'
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'

/** For whom a backup is encrypted (age, https://age-encryption.org/v1). */
export type SealFor =
  | { readonly kind: 'no' }
  | { readonly kind: 'recipients'; readonly recipients: readonly string[] }
  | { readonly kind: 'passphrase'; readonly passphrase: string }

/** What opens a backup. */
export interface OpenWith {
  readonly identities: readonly string[]
  readonly passphrase?: string
}

/** Encrypts pieces one by one. */
export interface Sealer {
  stream(plain: ReadableStream<Uint8Array>): Promise<ReadableStream<Uint8Array>>
  bytes(plain: Uint8Array): Promise<Uint8Array>
  /** The identity that opens the pieces, itself encrypted by the passphrase; nothing where there is none. */
  readonly identityFile: Uint8Array | undefined
}

/**
 * A sealer for many files. A passphrase costs a second of scrypt on purpose: it opens an identity of this backup, which opens
 * the files.
 *
 * @throws TocsinError `bad-recipient`
 */
export async function sealerFor(who: Exclude<SealFor, { kind: 'no' }>): Promise<Sealer> {
  if (who.kind === 'recipients') return over(encrypterFor(who.recipients), undefined)
  const identity = await generateX25519Identity()
  const wrap = new Encrypter()
  wrap.setPassphrase(who.passphrase)
  const identityFile = await wrap.encrypt(`${identity}\n`)
  return over(encrypterFor([await identityToRecipient(identity)]), identityFile)
}

/** Opens pieces; `identityFile` is that of the backup, if it has one. @throws TocsinError `backup-locked` */
export async function openerFor(
  open: OpenWith,
  identityFile: Uint8Array | undefined,
): Promise<(sealed: ReadableStream<Uint8Array>) => Promise<ReadableStream<Uint8Array>>> {
  const decrypter = new Decrypter()
  for (const identity of open.identities) addIdentity(decrypter, identity)
  if (identityFile !== undefined) {
    addIdentity(decrypter, await unwrapped(open, identityFile))
  } else if (open.identities.length === 0) throw locked('it wants an identity', 'Give it with --identity FILE')
  return async (sealed) => {
    try {
      return await decrypter.decrypt(sealed)
    } catch (cause) {
      throw locked('none of the identities opens it', 'Give the identity whose recipient it was made for', cause)
    }
  }
}

/** For whom a backup with a wrapped identity is encrypted. @throws TocsinError `backup-locked` */
export async function recipientOf(open: OpenWith, identityFile: Uint8Array): Promise<string> {
  return identityToRecipient(await unwrapped(open, identityFile))
}

async function unwrapped({ passphrase }: OpenWith, identityFile: Uint8Array): Promise<string> {
  if (passphrase === undefined) throw locked('it wants a passphrase', 'Give it with --passphrase-file FILE')
  const unwrap = new Decrypter()
  unwrap.addPassphrase(passphrase)
  const text = await unwrap.decrypt(identityFile, 'text').catch(() => undefined)
  if (text === undefined) throw locked('the passphrase is another one', 'Check the file of --passphrase-file')
  return text.trim()
}

/** The identities of a file as age-keygen writes it: a line each, `#` before what people wrote. */
export function identitiesIn(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}

function over(encrypter: Encrypter, identityFile: Uint8Array | undefined): Sealer {
  return {
    stream: (plain) => encrypter.encrypt(plain),
    bytes: (plain) => encrypter.encrypt(plain),
    identityFile,
  }
}

function encrypterFor(recipients: readonly string[]): Encrypter {
  const encrypter = new Encrypter()
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient)
    } catch (cause) {
      throw new TocsinError('bad-recipient', 'This is no recipient of age', {
        where: recipient.slice(0, 80),
        fix: 'A recipient begins with age1; age-keygen -y IDENTITY shows it',
        cause,
      })
    }
  }
  return encrypter
}

function addIdentity(decrypter: Decrypter, identity: string): void {
  try {
    decrypter.addIdentity(identity)
  } catch (cause) {
    throw locked('a line of the file is no identity', 'An identity begins with AGE-SECRET-KEY-', cause)
  }
}

function locked(why: string, fix: string, cause?: unknown): TocsinError {
  return new TocsinError('backup-locked', `The backup cannot be opened: ${why}`, { fix, cause })
}
