import { type City, emptyCity, formatCity, members, merge, parseCity, shown } from '@tocsin/city'
import type { AssetId } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { rowOf } from '../table/row.ts'
import { matchList } from './match.ts'
import { readList } from './read-list.ts'

const time = 1_772_352_000_000
async function imported(city: City, components: readonly string[], at: number): Promise<City> {
  const text = JSON.stringify({
    bomFormat: 'CycloneDX',
    metadata: { component: { type: 'firmware', name: 'SC-40', version: '4' } },
    components: components.map((one) => ({ type: 'library', name: one.split('@')[0], version: one.split('@')[1] })),
  })
  const listed = readList('cyclonedx', text, {})
  if (!listed.ok) throw new Error(listed.error.reason)
  const by = { source: 'cyclonedx:sc-40.json', time: at, confidence: 'imported' } as const
  const { records } = await matchList(city, listed.value.assets, by)
  return merge(city, records, at)
}
const software = (city: City) =>
  members(city.assets.get('sc-40' as AssetId)?.said.software, city.time).map(
    ({ value: { name, version } }) => `${name}@${version}`,
  )

test('a bill says what is installed, comes back the same from an exported city, and is found by what is in it', async () => {
  const city = await imported(emptyCity(time), ['zlib@1.2.11', 'openssl@3.0.2'], time)
  expect(software(city).sort()).toEqual(['openssl@3.0.2', 'zlib@1.2.11'])
  const again = parseCity(formatCity(city))
  expect(again.ok && software(again.value).sort()).toEqual(['openssl@3.0.2', 'zlib@1.2.11'])
  const asset = city.assets.get('sc-40' as AssetId)
  expect(asset === undefined ? '' : rowOf(city, asset).text).toContain('openssl 3.0.2')
  expect(shown(asset?.said.softwareBeyond, city.time)?.value).toBe(0)
})

test('what a later bill lists no more is not installed any more', async () => {
  const before = await imported(emptyCity(time), ['zlib@1.2.11', 'openssl@3.0.2'], time)
  const after = await imported(before, ['zlib@1.3', 'openssl@3.0.2'], time + 1000)
  expect(software(after).sort()).toEqual(['openssl@3.0.2', 'zlib@1.3'])
})
