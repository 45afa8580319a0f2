import { err, ok, type Result } from '@tocsin/kit'
import { type AsnResponse, type CountryResponse, Reader } from 'mmdb-lib'
import type { Place, PlaceSource, Places } from './place.ts'
import { publicAddress } from './public-address.ts'

/** One MMDB file as bytes. */
export interface PlaceFile {
  readonly gives: PlaceSource['gives']
  readonly by: PlaceSource['by']
  readonly bytes: Uint8Array
}

/** Addresses remembered: traffic names the same ones again. */
const remembered = 8192

/**
 * Opens MMDB files (MaxMind DB format 2.0) that are in memory.
 *
 * A file is proven by its metadata and by reading a few addresses of it; what a damaged part of it throws later is no place.
 *
 * @returns why the first file that cannot be read cannot
 */
export function readPlaces(files: readonly PlaceFile[]): Result<Places, string> {
  const lookups: { readonly gives: PlaceSource['gives']; readonly read: (address: string) => unknown }[] = []
  const sources: PlaceSource[] = []
  for (const { gives, by, bytes } of files) {
    try {
      const reader = new Reader<CountryResponse | AsnResponse>(
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      )
      const { databaseType, buildEpoch, nodeCount, searchTreeSize, ipVersion } = reader.metadata
      if (!(nodeCount > 0 && searchTreeSize < bytes.length) || (ipVersion !== 4 && ipVersion !== 6)) {
        return err('its search tree is longer than the file')
      }
      for (const probe of ipVersion === 6 ? [...probes4, ...probes6] : probes4) reader.get(probe)
      const onlyV4 = ipVersion === 4
      lookups.push({ gives, read: (address) => (onlyV4 && address.includes(':') ? null : reader.get(address)) })
      sources.push({ gives, by, type: String(databaseType), builtAt: buildEpoch.getTime() })
    } catch (error) {
      return err(error instanceof Error ? error.message : 'it is no MMDB file')
    }
  }
  const known = new Map<string, Place | null>()
  const of = (text: string): Place | undefined => {
    const before = known.get(text)
    if (before !== undefined) return before ?? undefined
    const address = publicAddress(text)
    const place = address === undefined ? undefined : found(lookups, address)
    if (known.size >= remembered) known.clear()
    known.set(text, place ?? null)
    return place
  }
  return ok({ of, sources })
}

const probes4 = ['1.1.1.1', '8.8.8.8', '77.88.8.8', '193.0.0.1', '202.12.29.1', '223.255.255.1']
const probes6 = ['2001:4860:4860::8888', '2a00:1450::1', '2c0f::1']

function found(
  lookups: readonly { readonly gives: PlaceSource['gives']; readonly read: (address: string) => unknown }[],
  address: string,
): Place | undefined {
  let place: Place = {}
  for (const { gives, read } of lookups) {
    try {
      const record = recordOf(read(address))
      place = { ...place, ...(gives === 'country' ? countryIn(record) : systemIn(record)) }
    } catch {
      // A damaged part of the file: nothing is known of this address.
    }
  }
  return place.country === undefined && place.asn === undefined ? undefined : place
}

/** GeoLite2 and its like nest `country.iso_code`; the database that comes with Tocsin has `country_code`. */
function countryIn(record: Fields): Place {
  const code = record['country_code'] ?? recordOf(record['country'])['iso_code'] ?? record['country']
  return typeof code === 'string' && /^[A-Za-z]{2}$/.test(code) ? { country: code.toUpperCase() } : {}
}

function systemIn(record: Fields): Place {
  const number = record['autonomous_system_number'] ?? record['asn']
  const asn = typeof number === 'string' ? Number(/^(?:AS)?(\d{1,10})$/i.exec(number)?.[1] ?? Number.NaN) : number
  if (typeof asn !== 'number' || !Number.isInteger(asn) || asn < 1 || asn > 0xffff_ffff) return {}
  const name = record['autonomous_system_organization'] ?? record['as_name'] ?? record['name']
  return { asn, ...(typeof name === 'string' && name !== '' ? { organisation: name.slice(0, 120) } : {}) }
}

type Fields = Readonly<Record<string, unknown>>

function recordOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
