import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { TocsinError } from '@tocsin/kit'

/** A key that seals others: 32 bytes, named by a hash of itself so that a row says which one opens it. */
export interface MasterKey {
  readonly id: string
  readonly bytes: Uint8Array
}

/** What the rotation does to the folder of keys; a port, so that a test can end the process at every step. */
export interface KeyFolder {
  /** Where the key lies, for messages. */
  readonly place: string
  /** False where the keys come from systemd: they are changed there, not here. */
  readonly writable: boolean
  /** The key in force. */
  current(): MasterKey | undefined
  /** The key of a rotation that is not done: made here, or the former one where systemd gives both. */
  other(): MasterKey | undefined
  /** Durable when it returns. */
  writeCurrent(key: MasterKey): void
  writeOther(key: MasterKey): void
  /** The other key takes the place of the current one, in one step. */
  promote(): void
  dropOther(): void
}

/**
 * The folder that holds the master key: systemd's credentials where it gives one (`LoadCredential=tocsin.key:…`), else
 * `<data>/keys`.
 *
 * @param credentials `$CREDENTIALS_DIRECTORY` (systemd.exec(5))
 */
export function keyFolder(dataDir: string, credentials = process.env['CREDENTIALS_DIRECTORY']): KeyFolder {
  if (credentials !== undefined && existsSync(join(credentials, 'tocsin.key'))) return credentialFolder(credentials)
  const dir = join(dataDir, 'keys')
  const current = join(dir, 'master.key')
  const other = join(dir, 'next.key')
  return {
    place: current,
    writable: true,
    current: () => readKey(current),
    other: () => readKey(other),
    writeCurrent: (key) => writeKey(current, key),
    writeOther: (key) => writeKey(other, key),
    promote: () => {
      renameSync(other, current)
      syncFolder(dir)
    },
    dropOther: () => {
      rmSync(other, { force: true })
      syncFolder(dir)
    },
  }
}

function credentialFolder(dir: string): KeyFolder {
  const fixed = (): never => {
    throw new TocsinError('key-is-a-credential', 'The master key is a credential of systemd and is not changed here', {
      where: dir,
      fix: 'Give the new key as tocsin.key and the former one as tocsin-old.key in the unit, restart, then rotate',
    })
  }
  return {
    place: join(dir, 'tocsin.key'),
    writable: false,
    current: () => readKey(join(dir, 'tocsin.key')),
    other: () => readKey(join(dir, 'tocsin-old.key')),
    writeCurrent: fixed,
    writeOther: fixed,
    promote: fixed,
    dropOther: () => undefined,
  }
}

export function masterKey(bytes: Uint8Array): MasterKey {
  const id = createHash('sha256').update('tocsin master key\n').update(bytes).digest('hex').slice(0, 16)
  return { id, bytes }
}

/**
 * Reads a key file: 32 bytes as base64url on one line.
 *
 * @throws TocsinError `key-exposed` where others than the owner can read it, `key-damaged` where it holds no key
 */
function readKey(file: string): MasterKey | undefined {
  if (!existsSync(file)) return undefined
  const mode = statSync(file).mode & 0o777
  // systemd gives credentials as 0440 in a folder that only the service can enter (systemd.exec(5), Credentials)
  const closed = (statSync(dirname(file)).mode & 0o077) === 0
  if ((mode & 0o077) !== 0 && !(closed && mode === 0o440)) throw exposed(file, mode)
  const text = readFileSync(file, 'utf8').trim()
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length !== 32 || bytes.toString('base64url') !== text) {
    throw new TocsinError('key-damaged', 'The master key cannot be read', {
      where: file,
      fix: 'Put the key back from where it is kept apart; it is 43 characters of base64url on one line',
    })
  }
  return masterKey(bytes)
}

function exposed(file: string, mode: number): TocsinError {
  return new TocsinError('key-exposed', `Others than its owner can read the master key (mode 0${mode.toString(8)})`, {
    where: file,
    fix: `chmod 600 ${file}; if somebody may have read it, run tocsin keys rotate afterwards`,
  })
}

function writeKey(file: string, key: MasterKey): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.new`
  rmSync(draft, { force: true })
  const handle = openSync(draft, 'wx', 0o600)
  try {
    writeSync(handle, `${Buffer.from(key.bytes).toString('base64url')}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(draft, file)
  syncFolder(dirname(file))
}

function syncFolder(dir: string): void {
  const handle = openSync(dir, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
