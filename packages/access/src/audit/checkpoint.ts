import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { canonicalJson } from '@tocsin/kit'
import type { Head } from './chain.ts'

/** Where the chain stood at a moment, signed: an end that is cut off, or a chain written anew, no longer fits it. */
export interface Checkpoint {
  /** From 1. */
  readonly c: number
  readonly n: number
  readonly mac: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Hex SHA-256 of the line before; empty for the first. */
  readonly before: string
}

/** One line without its end: canonical JSON, a space, the Ed25519 signature (RFC 8032) as base64. */
export function checkpointLine(key: KeyObject, checkpoint: Checkpoint): string {
  const text = canonicalJson(checkpoint)
  return `${text} ${sign(null, Buffer.from(text, 'utf8'), key).toString('base64')}`
}

export function nextCheckpoint(head: Head, at: number, lines: readonly string[] | LastLine): Checkpoint {
  const last = 'count' in lines ? lines : { count: lines.length, line: lines.at(-1) }
  return { c: last.count + 1, n: head.n, mac: head.mac, at, before: last.line === undefined ? '' : sha256(last.line) }
}

export interface LastLine {
  readonly count: number
  readonly line: string | undefined
}

/** A line's checkpoint, or nothing where any byte of it is not as it was signed. */
export function readCheckpoint(key: KeyObject, line: string): Checkpoint | undefined {
  const space = line.lastIndexOf(' ')
  const [text, signature] = [line.slice(0, space), line.slice(space + 1)]
  const bytes = Buffer.from(signature, 'base64')
  if (space < 0 || bytes.toString('base64') !== signature) return undefined
  if (!verify(null, Buffer.from(text, 'utf8'), key, bytes)) return undefined
  // Only what we signed passes, and we sign nothing else.
  return JSON.parse(text) as Checkpoint
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** The signing key from its 32 bytes, and the public half that others check with. */
export function signingKey(seed: Uint8Array): { readonly key: KeyObject; readonly publicKey: KeyObject } {
  // PKCS #8 of an Ed25519 private key (RFC 8410 §7): a fixed head, then the seed
  const key = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  })
  return { key, publicKey: createPublicKey(key) }
}
