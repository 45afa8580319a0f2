import type { Look } from '@tocsin/capability'
import { decoders } from '../decoders.ts'
import { lookAt } from './look.ts'

/**
 * What format the first lines of a source are in.
 *
 * @param received when they came, in microseconds since the epoch: some formats write no year
 */
export function looksLike(bytes: Uint8Array, received: number): Look {
  return lookAt(bytes, decoders, received)
}
