import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const pack = promisify(gzip)

/** A large JSON answer as it goes over the wire, made in another thread than the one that answers everybody. */
export interface Packed {
  readonly kind: 'packed'
  /** Weak, of the text (RFC 9110 §8.8.3). */
  readonly validator: string
  /** RFC 1952. */
  readonly gzip: Uint8Array
}

export function validatorOf(text: string): string {
  return `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
}

/** In the thread pool: the calling thread answers others meanwhile. */
export async function packText(text: string): Promise<Uint8Array> {
  return pack(text, { level: 5 })
}

/** Packs answers; the newest is kept, since maps ask for the same again. */
export function openPacking(): (text: string) => Promise<Packed> {
  let last: Packed | undefined
  return async (text) => {
    const validator = validatorOf(text)
    if (last?.validator === validator) return last
    const made: Packed = { kind: 'packed', validator, gzip: await packText(text) }
    last = made
    return made
  }
}

export function isPacked(value: unknown): value is Packed {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'packed' &&
    'gzip' in value &&
    value.gzip instanceof Uint8Array
  )
}
