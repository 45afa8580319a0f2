import { refuse } from './refuse.ts'
import { type Level, levels, type Plain, type RuleHead } from './rule.ts'
import { sha256 } from './sha256.ts'
import type { Tree, TreeMap } from './tree.ts'
import type { LogSource } from './value.ts'
import { entryOf } from './yaml-tree.ts'

/** What a document is read with. */
export interface DocumentPlace {
  readonly path: string
  readonly line: number
  /** The document's own text: its version is the hash of it. */
  readonly text: string
  readonly warnings: string[]
}

export function readHead(map: TreeMap, place: DocumentPlace): RuleHead {
  const version = sha256(place.text.replaceAll('\r\n', '\n').trim(), 32)
  const title = textOf(map, 'title')
  if (title === undefined || title.trim() === '') refuse(map.at, 'it has no title', 'Add title: what the rule detects')
  const tags = textsOf(map, 'tags')
  const optional = ['name', 'status', 'description', 'author', 'date', 'modified', 'license'] as const
  const stated = Object.fromEntries(
    optional.flatMap((key) => {
      const text = textOf(map, key)
      return text === undefined ? [] : [[key, text]]
    }),
  )
  const custom = entryOf(map, 'tocsin')?.value
  return {
    ...stated,
    id: textOf(map, 'id') ?? `sigma-${version.slice(0, 16)}`,
    title,
    level: readLevel(map),
    tags,
    techniques: techniquesOf(tags),
    falsepositives: textsOf(map, 'falsepositives'),
    references: textsOf(map, 'references'),
    path: place.path,
    line: place.line,
    version,
    warnings: place.warnings,
    ...(custom === undefined ? {} : { custom: plainOf(custom) }),
  }
}

/** Depth and size are bounded where the document is read. */
function plainOf(tree: Tree): Plain {
  switch (tree.kind) {
    case 'scalar':
      return tree.value
    case 'list':
      return tree.items.map(plainOf)
    case 'map': {
      const map: Record<string, Plain> = Object.create(null)
      for (const { key, value } of tree.entries) map[key] = plainOf(value)
      return map
    }
  }
}

export function readLogsource(map: TreeMap): LogSource {
  const entry = entryOf(map, 'logsource')
  if (entry === undefined) refuse(map.at, 'it has no logsource', 'Add logsource: with product, category or service')
  const source = entry.value
  if (source.kind !== 'map') refuse(source.at, 'logsource is not a map', 'State product, category or service under it')
  const stated = (['product', 'category', 'service'] as const).flatMap((key) => {
    const text = textOf(source, key)
    return text === undefined || text === '' ? [] : [[key, text.toLowerCase()]]
  })
  return Object.fromEntries(stated)
}

/** The text under a key; numbers and booleans as they would be written. */
export function textOf(map: TreeMap, key: string): string | undefined {
  const value = entryOf(map, key)?.value
  return value?.kind === 'scalar' && value.value !== null ? String(value.value) : undefined
}

export function textsOf(map: TreeMap, key: string): string[] {
  const value = entryOf(map, key)?.value
  if (value === undefined) return []
  const items = value.kind === 'list' ? value.items : [value]
  return items.flatMap((item) => (item.kind === 'scalar' && item.value !== null ? [String(item.value)] : []))
}

function readLevel(map: TreeMap): Level {
  const text = textOf(map, 'level')?.toLowerCase()
  if (text === undefined) return 'medium'
  const level = levels.find((one) => one === text)
  return (
    level ??
    refuse(
      entryOf(map, 'level')?.value.at ?? map.at,
      `the level ${text} is unknown`,
      `Levels are: ${levels.join(', ')}`,
    )
  )
}

function techniquesOf(tags: readonly string[]): string[] {
  const found = tags.flatMap((tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase() ?? [])
  return [...new Set(found)]
}
