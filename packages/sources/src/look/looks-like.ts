import type { Look } from '@tocsin/capability'
import type { Decoder } from '@tocsin/event'
import { decoders } from '../decoders.ts'
import { lookAt } from './look.ts'

/**
 * What format the first lines of a source are in.
 *
 * @param received when they came, in microseconds since the epoch: some formats write no year
 * @param among the formats that are read here
 */
export function looksLike(bytes: Uint8Array, received: number, among: readonly Decoder[] = decoders): Look {
  return lookAt(bytes, among, received)
}
