import { afterEach, expect, test } from 'vitest'
import { checkBundle } from '../api/rule-desk.ts'
import { packRules } from './bundle.ts'
import { compiledRules, keepLoadedRules } from './compiled.ts'

afterEach(() => keepLoadedRules(undefined))

const bundleOf = (id: string) =>
  packRules([
    { path: 'a.yml', text: `title: t\nid: ${id}\nlogsource: {product: x}\ndetection: {s: {a: evil}, condition: s}\n` },
  ])

function speaks({ digest, bytes }: ReturnType<typeof bundleOf>): readonly string[] {
  const { engine, fields } = compiledRules(digest, bytes)
  const found: string[] = []
  fields.load(new Map([['a', 'evil']]), new Map())
  engine.match('all', fields, ({ id }) => found.push(id))
  return found
}

/** A cache in memory; `damage` stands between what was written and what is read. */
function cacheOf(version: string, files: Map<string, Uint8Array>, damage = (bytes: Uint8Array) => bytes) {
  const told = { read: 0, written: 0 }
  keepLoadedRules({
    version,
    read: (meaning) => {
      const bytes = files.get(meaning)
      if (bytes !== undefined) told.read++
      return bytes === undefined ? undefined : damage(bytes)
    },
    write: (meaning, bytes) => {
      told.written++
      files.set(meaning, bytes)
    },
  })
  return told
}

/** Only the newest two bundles stay in the thread: two others make it forget. */
function forget() {
  keepLoadedRules(undefined)
  for (const id of ['other', 'another']) speaks(bundleOf(id))
}

test('rules that were loaded once are read from the cache, and speak as before', () => {
  const files = new Map<string, Uint8Array>()
  const first = cacheOf('1', files)
  expect(speaks(bundleOf('kept'))).toEqual(['kept'])
  expect(first).toEqual({ read: 0, written: 1 })
  forget()
  const second = cacheOf('1', files)
  expect(speaks(bundleOf('kept'))).toEqual(['kept'])
  expect(second).toEqual({ read: 1, written: 0 })
})

test.each([
  ['of another engine', '2', (bytes: Uint8Array) => bytes],
  ['damaged', '1', (bytes: Uint8Array) => bytes.map((byte, at) => (at === bytes.length - 9 ? byte ^ 1 : byte))],
  ['cut off', '1', (bytes: Uint8Array) => bytes.slice(0, 100)],
])('a cache that is %s is not believed, and written anew', (how, version, damage) => {
  const files = new Map<string, Uint8Array>()
  cacheOf('1', files)
  speaks(bundleOf(how))
  forget()
  const told = cacheOf(version, files, damage)
  expect(speaks(bundleOf(how))).toEqual([how])
  expect(told).toEqual({ read: 1, written: 1 })
})

test('rules are checked from the cache too, with the same outcome, refusals and all', () => {
  const files = new Map<string, Uint8Array>()
  const bundle = packRules([
    { path: 'a.yml', text: 'title: t\nid: a\nlogsource: {product: x}\ndetection: {s: {a: evil}, condition: s}\n' },
    {
      path: 'b.yml',
      text: 'title: u\nid: b\nlogsource: {product: y}\ndetection: {s: {a|holds: evil}, condition: s}\n',
    },
    { path: 'c.md', text: 'nothing' },
  ])
  const loaded = checkBundle(bundle.bytes, [{ product: 'z' }])
  expect(loaded.map(({ status }) => status)).toEqual(['asleep', 'refused', 'other'])
  const first = cacheOf('1', files)
  expect(checkBundle(bundle.bytes, [{ product: 'z' }])).toEqual(loaded)
  expect(first).toEqual({ read: 0, written: 1 })
  expect(checkBundle(bundle.bytes, [{ product: 'z' }])).toEqual(loaded)
  expect(first).toEqual({ read: 1, written: 1 })
})
