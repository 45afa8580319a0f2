import { type AddressWords, addressWords, readAddress } from '../recognise/address.ts'

/**
 * What a connection to an address may reach: the address itself, and the IPv4 addresses that it carries for translators and
 * tunnels on the way. Nothing where the text is no address.
 *
 * A prefix that a network chose itself for its translator (RFC 6052 §2.2) cannot be told from the address.
 */
export function reachedBy(text: string): readonly AddressWords[] {
  const own = addressWords()
  readAddress(text, own)
  if (own.family === 0) return []
  const [first = 0, second = 0, third = 0, fourth = 0] = own.words
  if (own.family === 4) return first === 0 ? [own, v4(loopback)] : [own]
  return [own, ...carriedBy(first, second, third, fourth).map(v4)]
}

function carriedBy(first: number, second: number, third: number, fourth: number): readonly number[] {
  // To the unspecified address the system connects to itself.
  if (first === 0 && second === 0 && third === 0) return fourth === 0 ? [loopback] : [fourth] // RFC 4291 §2.5.5.1
  if (first === 0 && second === 0 && third === 0xffff_0000) return [fourth] // RFC 2765 §2.1
  if (first === 0x0064_ff9b && second === 0) return [fourth] // RFC 6052 §2.1
  // RFC 8215: of any length of RFC 6052 §2.2 that fits behind 64:ff9b:1::/48.
  if (first === 0x0064_ff9b && second >>> 16 === 1) {
    const u = third & 0x00ff_ffff
    const as48 = (((second & 0xffff) << 16) | (u >>> 8)) >>> 0
    const as56 = (((second & 0xff) << 24) | u) >>> 0
    const as64 = ((u << 8) | (fourth >>> 24)) >>> 0
    return [as48, as56, as64, fourth]
  }
  if (first >>> 16 === 0x2002) return [(((first & 0xffff) << 16) | (second >>> 16)) >>> 0] // RFC 3056 §2
  if (first === 0x2001_0000) return [second, ~fourth >>> 0] // RFC 4380 §4: its server, and the client's own
  if (third === 0x0000_5efe || third === 0x0200_5efe) return [fourth] // RFC 5214 §6.1
  return []
}

const loopback = 0x7f00_0001

function v4(number: number): AddressWords {
  return { family: 4, words: Uint32Array.of(number, 0, 0, 0) }
}
