import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readList } from '@tocsin/inventory'

/**
 * Profiles of others (RFC 8520, and from before it) are read whole: no entry is left out for its form, and each names whom it means.
 *
 *   TOCSIN_CORPORA=DIR node e2e/mud.mjs
 */
const corpora = process.env.TOCSIN_CORPORA
if (corpora === undefined) {
  console.error('TOCSIN_CORPORA names no folder of corpora')
  process.exit(77)
}
const folder = join(corpora, 'mud')
const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.json'))
const peers = new Map()
for (const file of files) {
  const read = readList('mud', readFileSync(join(folder, file), 'utf8'), {})
  assert.ok(read.ok, `${file}: ${read.ok ? '' : read.error.reason}`)
  const { flows, refused } = read.value.profile
  assert.deepEqual(refused, [], file)
  for (const { peer } of flows) peers.set(peer.kind, (peers.get(peer.kind) ?? 0) + 1)
}
assert.ok(files.length > 0)
const found = [...peers].sort(([, a], [, b]) => b - a).map(([kind, count]) => `${count} ${kind}`)
console.log(`mud: ${files.length} profiles, all read; meant with ${found.join(', ')}`)
