import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { signal } from '@tocsin/kit'
import { writeSignal } from '../../signals.ts'
import type { Places } from './place.ts'
import { type PlaceFile, readPlaces } from './read-places.ts'

/** The operator's own MMDB files, where they are to be used. */
export interface PlaceSettings {
  readonly country?: string
  readonly asn?: string
}

/** Bytes of the largest file that is taken: the largest that are sold have some 150 MB. */
const largest = 256 * 1024 * 1024

const placeFileRefused = signal<{ readonly path: string; readonly reason: string }>('places.file_refused', {
  level: 'warn',
  says: ({ path, reason }) => `${path} is not used: ${reason}. Put an MMDB file with countries or systems there`,
})

/**
 * The files that places are read from: the operator's (`places/country.mmdb` and `places/asn.mmdb` in the data folder, or
 * where the settings say), and for countries the one that Tocsin brings where there is none, or it cannot be read.
 */
export function placeFiles(dataDir: string, settings: PlaceSettings = {}): readonly PlaceFile[] {
  const own = (gives: PlaceFile['gives']) => {
    const path = settings[gives] ?? join(dataDir, 'places', `${gives}.mmdb`)
    if (settings[gives] === undefined && !existsSync(path)) return undefined
    const file = read(path, gives, 'own')
    if (typeof file !== 'string') return file
    writeSignal(placeFileRefused, { path, reason: file })
    return undefined
  }
  const country = own('country') ?? brought()
  const asn = own('asn')
  return [...(country === undefined ? [] : [country]), ...(asn === undefined ? [] : [asn])]
}

/** @throws where a file that was proven a moment ago can no longer be read: a bug, not a state of the world */
export function placesIn(files: readonly PlaceFile[]): Places {
  const places = readPlaces(files)
  if (!places.ok) throw new Error(`a proven MMDB file cannot be read: ${places.error}`)
  return places.value
}

function brought(): PlaceFile | undefined {
  const path = createRequire(import.meta.url).resolve(
    '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb',
  )
  const file = read(path, 'country', 'brought')
  if (typeof file !== 'string') return file
  writeSignal(placeFileRefused, { path, reason: file })
  return undefined
}

/** The file, or why it is not taken. */
function read(path: string, gives: PlaceFile['gives'], by: PlaceFile['by']): PlaceFile | string {
  try {
    const { size } = statSync(path)
    if (size > largest) return `it has more than ${largest / 1024 / 1024} MB`
    const file = { gives, by, bytes: readFileSync(path) }
    const proven = readPlaces([file])
    return proven.ok ? file : proven.error
  } catch (error) {
    return error instanceof Error ? error.message : 'it cannot be read'
  }
}
