import { err, ok, type Result } from '@tocsin/kit'
import { readChirpstack } from './foreign/chirpstack.ts'
import { readCycloneDx } from './foreign/cyclonedx.ts'
import { readLdif } from './foreign/ldif.ts'
import { readLeases } from './foreign/leases.ts'
import { readNetbox } from './foreign/netbox.ts'
import { readNgsiLd } from './foreign/ngsi-ld.ts'
import { readNmap } from './foreign/nmap.ts'
import type { ForeignTable } from './foreign/said-table.ts'
import { readGeoJson } from './geojson.ts'
import { type ListRefused, readCsv } from './read-csv.ts'
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

export type ListForm = keyof typeof forms
export const listForms = Object.keys(forms) as [ListForm, ...ListForm[]]

/** Reads a whole list of things. Total; does not know the city, so that it can run in a thread of its own. */
export function readList(form: ListForm, text: string, meaning: ListMeaning): Result<Listed, ListRefused> {
  const read = forms[form](text)
  return read.ok ? named(readRows(read.value.table, meaning, read.value.places)) : read
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

function jsonForm(start: string): ListForm {
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
