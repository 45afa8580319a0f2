import { createHash } from 'node:crypto'
import { readSync } from 'node:fs'

/**
 * What tells a file that goes on from another one under its name or its number: its first bytes and those before the place
 * up to which it was read.
 */
export interface Fingerprint {
  /** How many bytes each is of, and a hash of them. */
  readonly head: readonly [length: number, hash: string]
  readonly tail: readonly [length: number, hash: string]
}

/** Bytes of either. */
export const fingerprintBytes = 256
const most = fingerprintBytes

/** The mark of no bytes. */
export const none: Fingerprint['head'] = [0, '47DEQpj8HBSa-_TI']

export function fingerprintAt(file: number, offset: number): Fingerprint {
  const length = Math.min(most, offset)
  return { head: hashOf(file, 0, length), tail: hashOf(file, offset - length, length) }
}

/**
 * The same from bytes that were read: what the file holds by now may be something else.
 *
 * @param bytes from `from` on, which is 0 or `fingerprintBytes` before a place whose fingerprint had this `head`
 */
export function fingerprintIn(bytes: Uint8Array, from: number, offset: number, head: Fingerprint['head']): Fingerprint {
  const length = Math.min(most, offset)
  return {
    head: from === 0 ? marked(bytes.subarray(0, length)) : head,
    tail: marked(bytes.subarray(offset - length - from, offset - from)),
  }
}

/** Whether bytes are those that were read before a place. */
export function endsAs(bytes: Uint8Array, { tail }: Fingerprint): boolean {
  return same(marked(bytes), tail)
}

/** Whether what is in the file before `offset` is what was read there. */
export function goesOn(file: number, offset: number, { head, tail }: Fingerprint): boolean {
  return same(hashOf(file, 0, head[0]), head) && same(hashOf(file, offset - tail[0], tail[0]), tail)
}

function hashOf(file: number, from: number, length: number): readonly [number, string] {
  const bytes = new Uint8Array(length)
  const read = length === 0 ? 0 : readSync(file, bytes, 0, length, from)
  return marked(bytes.subarray(0, read))
}

function marked(bytes: Uint8Array): readonly [number, string] {
  return [bytes.length, createHash('sha256').update(bytes).digest('base64url').slice(0, 16)]
}

function same(a: readonly [number, string], b: readonly [number, string]): boolean {
  return a[0] === b[0] && a[1] === b[1]
}
