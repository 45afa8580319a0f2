import { type Clock, systemClock, TocsinError } from '@tocsin/kit'
import type { StateStore } from '@tocsin/store'
import { type Entropy, systemEntropy } from '../secret.ts'
import { type KeyFolder, type MasterKey, masterKey } from './key-files.ts'
import { seal, unseal } from './seal.ts'
import { type SealedRow, sealedRepository } from './sealed.repository.ts'

/** Small secrets in the state store, each sealed by the master key, which lies outside of it. One instance a process. */
export interface Sealed {
  /** Keeps bytes under a name, in place of what was there. */
  seal(name: string, bytes: Uint8Array): Promise<void>
  /**
   * @returns nothing where no secret has this name
   * @throws TocsinError `sealed-damaged` where a row was changed, moved, or sealed by a key that is not here
   */
  open(name: string): Promise<Uint8Array | undefined>
  /** The secret of this name; made once where there is none. */
  openOrMake(name: string, make: () => Uint8Array): Promise<Uint8Array>
  forget(name: string): Promise<void>
  names(prefix?: string): Promise<readonly string[]>
  /** Which master key is in force. Names the key; says nothing of it. */
  keyId(): string
  /** A new master key, every secret sealed anew in one transaction; the old key is kept until that is done. */
  rotate(): Promise<Rotation>
}

export interface Rotation {
  readonly from: string
  readonly to: string
  readonly secrets: number
}

/** Bytes of one secret: keys, TOTP seeds, client secrets. */
export const sealedLimit = 65_536

export interface SealedOptions {
  readonly state: StateStore
  readonly keys: KeyFolder
  readonly clock?: Clock
  readonly entropy?: Entropy
}

/**
 * Opens the sealed store, ends a rotation that a crash interrupted, and makes the master key where nothing is sealed yet.
 *
 * @throws TocsinError `key-exposed`, `key-damaged`; `key-missing` where secrets are sealed and no key that opens them is here
 */
export async function openSealed(options: SealedOptions): Promise<Sealed> {
  const { state, keys, clock = systemClock, entropy = systemEntropy } = options
  const repository = sealedRepository(state)
  let current = await settle(keys, await repository.all(), entropy)
  /** One writer at a time: what is sealed while the key changes must be under the new one. */
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const turn = last.then(work, work)
    last = turn.catch(() => undefined)
    return turn
  }
  const sealedRow = (name: string, bytes: Uint8Array, key = current): SealedRow => ({
    name,
    key_id: key.id,
    sealed: seal(key, name, bytes, entropy),
    sealed_at: clock.now(),
  })
  const opened = ({ name, key_id, sealed }: SealedRow): Uint8Array => {
    const key = [current, keys.other()].find((one) => one?.id === key_id)
    const bytes = key === undefined ? undefined : unseal(key, name, sealed)
    if (bytes === undefined) throw damaged(name, key !== undefined)
    return bytes
  }
  const open = async (name: string): Promise<Uint8Array | undefined> => {
    const row = await repository.row(name)
    return row === undefined ? undefined : opened(row)
  }

  return {
    seal: async (name, bytes) => {
      checkName(name)
      if (bytes.length > sealedLimit) {
        throw new TocsinError('bad-secret', `The secret ${name} is longer than ${sealedLimit} bytes`, {
          where: name,
          fix: 'Seal a key, and encrypt the content with it',
        })
      }
      await inTurn(() => repository.put(sealedRow(name, bytes)))
    },
    open,
    openOrMake: async (name, make) => {
      checkName(name)
      const there = await open(name)
      if (there !== undefined) return there
      await inTurn(() => repository.putIfAbsent(sealedRow(name, make())))
      const made = await open(name)
      if (made === undefined) throw damaged(name, true)
      return made
    },
    forget: (name) => inTurn(() => repository.forget(name)),
    names: (prefix = '') => repository.names(prefix),
    keyId: () => current.id,
    rotate: () =>
      inTurn(async () => {
        const rows = await repository.all()
        // Where systemd gives both keys the new one is in force already, and what is left is to seal anew.
        const from = keys.writable ? current : (keys.other() ?? current)
        const to = keys.writable || keys.other() === undefined ? masterKey(entropy(32)) : current
        if (to !== current) keys.writeOther(to)
        await repository.replaceAll(rows.map((row) => sealedRow(row.name, opened(row), to)))
        if (to !== current) keys.promote()
        current = to
        return { from: from.id, to: to.id, secrets: rows.length }
      }),
  }
}

/** The key in force, after what a crash may have left: a rotation is done when its transaction is. */
async function settle(keys: KeyFolder, rows: readonly SealedRow[], entropy: Entropy): Promise<MasterKey> {
  const [current, other] = [keys.current(), keys.other()]
  const opens = (key: MasterKey | undefined) => key !== undefined && rows.some((row) => row.key_id === key.id)
  const lost = rows.find((row) => row.key_id !== current?.id && row.key_id !== other?.id)
  if (lost !== undefined) throw missing(keys.place, lost.key_id)
  if (current !== undefined && !keys.writable) return current
  if (other !== undefined && opens(other)) {
    keys.promote()
    return other
  }
  if (other !== undefined) keys.dropOther()
  if (current !== undefined) return current
  const made = masterKey(entropy(32))
  keys.writeCurrent(made)
  return made
}

function checkName(name: string): void {
  if (/^[a-z][a-z0-9.:_-]{0,127}$/i.test(name)) return
  throw new TocsinError('bad-secret', 'This is no name of a secret', {
    where: name.slice(0, 128),
    fix: 'Take 1 to 128 letters, digits, dots, dashes and colons, a letter first',
  })
}

function missing(place: string, id: string): TocsinError {
  return new TocsinError('key-missing', `Secrets are sealed by the master key ${id}, which is not here`, {
    where: place,
    fix: 'Put the key back from where it is kept apart from backups; without it they cannot be opened',
  })
}

function damaged(name: string, keyHere: boolean): TocsinError {
  return new TocsinError('sealed-damaged', `The secret ${name} does not open`, {
    where: name,
    fix: keyHere
      ? 'It was changed or moved in the state store: restore the store, or set this secret again'
      : 'The key that sealed it is not here: put the key back',
  })
}
