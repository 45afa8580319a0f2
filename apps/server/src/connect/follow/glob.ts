import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { join, sep } from 'node:path'

/** What a pattern found: regular files, and places that may not be looked into. */
export interface Found {
  readonly files: readonly { readonly path: string; readonly stats: Stats }[]
  readonly denied: readonly string[]
  /** More matched than is followed. */
  readonly tooMany: boolean
}

export const globLimits = { files: 10_000, entries: 200_000, depth: 12 } as const

/**
 * The regular files that absolute patterns name now: `*` and `?` within a name, `**` for folders at any depth.
 *
 * Symbolic links are followed, but never by `**`, so that a ring of links ends. A file that several names lead to comes once.
 *
 * @param within whether a real path may be read
 */
export function expand(patterns: readonly string[], within: (realPath: string) => boolean): Found {
  const files = new Map<string, { readonly path: string; readonly stats: Stats }>()
  const denied = new Set<string>()
  let entries = 0
  let tooMany = false

  const add = (path: string) => {
    let stats: Stats
    try {
      // The real path decides: a link may lead out of what may be read.
      if (!within(realpathSync(path))) return void denied.add(path)
      stats = statSync(path)
    } catch (error) {
      if (isDenied(error)) denied.add(path)
      return
    }
    if (!stats.isFile()) return
    if (files.size >= globLimits.files) tooMany = true
    else files.set(`${stats.dev}:${stats.ino}`, files.get(`${stats.dev}:${stats.ino}`) ?? { path, stats })
  }

  const list = (folder: string): readonly Dirent[] => {
    try {
      const found = readdirSync(folder, { withFileTypes: true })
      entries += found.length
      if (entries > globLimits.entries) tooMany = true
      return tooMany ? [] : found.sort((a, b) => (a.name < b.name ? -1 : 1))
    } catch (error) {
      if (isDenied(error)) denied.add(folder)
      return []
    }
  }

  const walk = (folder: string, rest: readonly string[], depth: number) => {
    const [segment, ...after] = rest
    if (segment === undefined || depth > globLimits.depth || tooMany) return
    if (segment === '**') {
      walk(folder, after, depth)
      for (const entry of list(folder)) if (entry.isDirectory()) walk(join(folder, entry.name), rest, depth + 1)
      return
    }
    if (!/[*?]/.test(segment)) {
      if (after.length === 0) add(join(folder, segment))
      else walk(join(folder, segment), after, depth)
      return
    }
    const matches = nameMatcher(segment)
    for (const { name } of list(folder)) {
      if (!matches(name)) continue
      if (after.length === 0) add(join(folder, name))
      else walk(join(folder, name), after, depth)
    }
  }

  for (const pattern of patterns)
    walk(
      sep,
      pattern.split('/').filter((part) => part !== '' && part !== '.'),
      0,
    )
  return { files: [...files.values()], denied: [...denied], tooMany }
}

/** Matches a name against `*` and `?` without going back more than once a star: linear in pattern times name. */
export function nameMatcher(pattern: string): (name: string) => boolean {
  return (name) => {
    // As shells do: a hidden file is meant only where the dot is written.
    if (name.startsWith('.') && !pattern.startsWith('.')) return false
    let [at, p, star, mark] = [0, 0, -1, 0]
    while (at < name.length) {
      if (p < pattern.length && pattern[p] !== '*' && (pattern[p] === '?' || pattern[p] === name[at])) {
        at++
        p++
      } else if (pattern[p] === '*') {
        star = p++
        mark = at
      } else if (star >= 0) {
        p = star + 1
        at = ++mark
      } else return false
    }
    while (pattern[p] === '*') p++
    return p === pattern.length
  }
}

/** Names that rotation gives: what lies there was read under another name, or is read to its end as that. */
export function isRotatedName(name: string): boolean {
  return /(?:\.(?:\d{1,5}|gz|xz|bz2|zst|lz4|zip|old|bak|save|tmp|swp)|[-.]\d{8}(?:[-T]?\d{2,6})?)$/i.test(name)
}

/** Whether a name is one that logrotate gives, by number or by date, and that is not packed. */
export function isRotation(name: string): boolean {
  return /(?:\.\d{1,5}|[-.]\d{8}(?:[-T]?\d{2,6})?)$/.test(name) || /[-.]\d{8}(?:[-T]?\d{2,6})?\.[a-z]{1,8}$/i.test(name)
}

/** Whether a file is packed, and so not read. */
export function isPacked(name: string): boolean {
  return /\.(?:gz|xz|bz2|zst|lz4|zip)$/i.test(name)
}

export function isDenied(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'EACCES' || code === 'EPERM'
}
