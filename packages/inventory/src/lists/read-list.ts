import { parseCity, recordsOf } from '@tocsin/city'
import { err, ok, type Result } from '@tocsin/kit'
import { readChirpstack } from './foreign/chirpstack.ts'
import { readCycloneDx } from './foreign/cyclonedx.ts'
import { readLdif } from './foreign/ldif.ts'
import { readLeases } from './foreign/leases.ts'
import { readMud } from './foreign/mud.ts'
import { readNetbox } from './foreign/netbox.ts'
import { readNgsiLd } from './foreign/ngsi-ld.ts'
import { readNmap } from './foreign/nmap.ts'
import type { ForeignTable } from './foreign/said-table.ts'
import { readGeoJson } from './geojson.ts'
import { type ListRefused, listLimits, readCsv } from './read-csv.ts'
import { type Listed, type ListMeaning, readRows } from './read-rows.ts'

const forms = {
  csv: (text) => {
    const table = readCsv(text)
    return table.ok ? ok({ table: table.value, places: new Map() }) : table
  },
  geojson: readGeoJson,
  'dhcp-leases': readLeases,
  nmap: readNmap,
  netbox: readNetbox,
  chirpstack: readChirpstack,
  'ngsi-ld': readNgsiLd,
  ldif: readLdif,
  cyclonedx: readCycloneDx,
} satisfies Record<string, (text: string) => Result<ForeignTable, ListRefused>>

/** What is no list of things. */
const others = {
  mud: (text) => {
    const profile = readMud(text)
    return profile.ok ? ok({ ...nothing, profile: profile.value }) : profile
  },
  city: (text) => {
    const city = parseCity(text)
    if (city.ok) return ok({ ...nothing, records: recordsOf(city.value) })
    const [first] = city.error.refusals
    return err({
      reason: `${city.error.count} things are wrong; ${first?.at ?? ''}: ${first?.reason ?? 'unreadable'}`,
      fix: first?.fix ?? 'Export the city again',
    })
  },
} satisfies Record<string, (text: string) => Result<Listed, ListRefused>>

const nothing: Listed = { assets: [], refused: [], columns: [], unknownKinds: [] }

export type ListForm = keyof typeof forms | keyof typeof others
export const listForms = [...Object.keys(forms), ...Object.keys(others)] as [ListForm, ...ListForm[]]

/** Reads a whole list of things. Total; does not know the city, so that it can run in a thread of its own. */
export function readList(form: ListForm, text: string, meaning: ListMeaning): Result<Listed, ListRefused> {
  if (form === 'mud' || form === 'city') return text.length > listLimits.bytes ? err(tooLong) : others[form](text)
  const read: Result<ForeignTable, ListRefused> = forms[form](text)
  return read.ok ? named(readRows(read.value.table, meaning, read.value.places, read.value.bills)) : read
}

/** What a file is, by its beginning and its name; a list of cells where nothing else shows. */
export function formOf(name: string, text: string): ListForm {
  const start = text
    .slice(0, 20_000)
    .replace(/^\ufeff/, '')
    .trimStart()
  if (start.startsWith('<')) return 'nmap'
  if (start.startsWith('{') || start.startsWith('[')) return jsonForm(start)
  if (/\.ldif$/i.test(name) || /^(version: 1\s+)?(#.*\s+)*dn::? /.test(start)) return 'ldif'
  const leases =
    /^lease \S+ \{/m.test(start) || /^address,hwaddr,/.test(start) || /^\d{9,} ([\da-f]{2}:){5}[\da-f]{2} /i.test(start)
  return leases || /\.leases$/i.test(name) ? 'dhcp-leases' : 'csv'
}

const tooLong: ListRefused = {
  reason: `it is longer than ${listLimits.bytes / 1024 / 1024} MiB`,
  fix: 'Send it in parts',
}

function jsonForm(start: string): ListForm {
  if (/"ietf-(mud:mud|access-control-list:[a-z-]+)"\s*:/.test(start)) return 'mud'
  // Its assets may come first, and be many: canonical JSON begins with them.
  if (/^\{\s*"(tocsinCity|assets)"\s*:/.test(start)) return 'city'
  if (/"bomFormat"\s*:/.test(start)) return 'cyclonedx'
  if (/"type"\s*:\s*"Feature(Collection)?"/.test(start)) return 'geojson'
  if (/"(devEui|devEUI|gatewayId|gatewayID)"\s*:/.test(start)) return 'chirpstack'
  if (/"id"\s*:\s*"urn:/.test(start)) return 'ngsi-ld'
  return /"(device_type|vcpus|cluster)"\s*:/.test(start) ? 'netbox' : 'geojson'
}

/** A list of which no column is understood would be a list of nothing. */
function named(listed: Listed): Result<Listed, ListRefused> {
  const understood = listed.columns.some(({ meaning }) => meaning !== null)
  return understood
    ? ok(listed)
    : err({
        reason: `no column of ${listed.columns.length} is understood: ${listed.columns
          .slice(0, 5)
          .map(({ header }) => header.slice(0, 40))
          .join(', ')}`,
        fix: 'Say what the columns are, or give a header line with name, type, address',
        line: 1,
      })
}
