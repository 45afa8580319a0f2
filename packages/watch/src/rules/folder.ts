import type { Dirent, Stats } from 'node:fs'
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, resolve, sep } from 'node:path'
import { compareText, type RuleFile } from './bundle.ts'

/** Bounds of one reading, over all folders together. */
export interface FolderLimits {
  readonly files: number
  readonly bytesPerFile: number
  readonly bytes: number
  readonly depth: number
}

const mebibyte = 1_048_576

export const folderLimits: FolderLimits = {
  files: 20_000,
  bytesPerFile: 2 * mebibyte,
  bytes: 256 * mebibyte,
  depth: 32,
}

/** A file or folder that was left out, why, and what to do about it. */
export interface FileRefused {
  readonly path: string
  readonly reason:
    | 'missing'
    | 'unreadable'
    | 'changing'
    | 'too-large'
    | 'too-many-files'
    | 'too-much'
    | 'too-deep'
    | 'outside'
    | 'not-utf8'
  readonly fix: string
}

export interface RuleFolder {
  /** Sorted by path. */
  readonly files: readonly RuleFile[]
  readonly refused: readonly FileRefused[]
  /** Files whose names are not those that were wanted: not read. At most as many as may be read. */
  readonly passed: readonly string[]
}

/**
 * Reads the rules (`.yml`, `.yaml`) of folders, or single files; `*.test.yml` are tests of rules and left out.
 *
 * Paths begin with the folder's own name, so that a bundle does not tell where it was made. A symbolic link that leads
 * out of its folder is refused: a folder of rules must not be able to publish other files of the machine.
 */
export function readRuleFolder(dirs: readonly string[], limits = folderLimits): Promise<RuleFolder> {
  return readFolder(dirs, limits, isRuleName)
}

/** Reads the tests of rules (`*.test.yml`) of folders, within the same bounds and under the same paths. */
export function readTestFolder(dirs: readonly string[], limits = folderLimits): Promise<RuleFolder> {
  return readFolder(dirs, limits, isTestName)
}

async function readFolder(
  dirs: readonly string[],
  limits: FolderLimits,
  isWanted: (name: string) => boolean,
): Promise<RuleFolder> {
  const reading: Reading = { files: [], refused: [], passed: [], seen: new Set(), limits, isWanted, bytes: 0 }
  const names = new Map<string, number>()
  for (const dir of dirs) {
    const name = basename(resolve(dir)) || 'rules'
    const times = (names.get(name) ?? 0) + 1
    names.set(name, times)
    const root = await realpath(dir).catch(() => undefined)
    if (root === undefined) refuse(reading, name, 'missing')
    else await visit(reading, root, root, times === 1 ? name : `${name}-${times}`, 0)
  }
  reading.files.sort((a, b) => compareText(a.path, b.path))
  return { files: reading.files, refused: reading.refused, passed: reading.passed.sort(compareText) }
}

interface Reading {
  readonly files: RuleFile[]
  readonly refused: FileRefused[]
  readonly passed: string[]
  /** Real paths already read, so that links in a circle end. */
  readonly seen: Set<string>
  readonly limits: FolderLimits
  readonly isWanted: (name: string) => boolean
  /** Read so far. */
  bytes: number
}

async function visit(reading: Reading, root: string, at: string, path: string, depth: number): Promise<void> {
  const real = await realpath(at).catch(() => undefined)
  if (real === undefined) return refuse(reading, path, 'unreadable')
  if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) return refuse(reading, path, 'outside')
  if (reading.seen.has(real)) return
  reading.seen.add(real)
  const what = await stat(real).catch(() => undefined)
  if (what === undefined) return refuse(reading, path, 'unreadable')
  if (what.isDirectory()) return visitFolder(reading, root, real, path, depth)
  if (what.isFile() && reading.isWanted(path)) return readRule(reading, real, path, what)
}

async function visitFolder(reading: Reading, root: string, at: string, path: string, depth: number): Promise<void> {
  if (depth >= reading.limits.depth) return refuse(reading, path, 'too-deep')
  const entries = await readdir(at, { withFileTypes: true }).catch(() => undefined)
  if (entries === undefined) return refuse(reading, path, 'unreadable')
  for (const entry of entries)
    if (isPassed(entry, reading) && reading.passed.length < reading.limits.files)
      reading.passed.push(`${path}/${entry.name}`)
  for (const entry of entries
    .filter((entry) => isWorthAVisit(entry, reading))
    .sort((a, b) => compareText(a.name, b.name))) {
    if (reading.files.length >= reading.limits.files) return refuse(reading, path, 'too-many-files')
    await visit(reading, root, join(at, entry.name), `${path}/${entry.name}`, depth + 1)
  }
}

async function readRule(reading: Reading, at: string, path: string, what: Stats): Promise<void> {
  if (what.size > reading.limits.bytesPerFile) return refuse(reading, path, 'too-large')
  const bytes = await readAtMost(at, what.size + 1)
  if (bytes === undefined) return refuse(reading, path, 'unreadable')
  if (bytes.length > what.size) return refuse(reading, path, 'changing')
  if (reading.bytes + bytes.length > reading.limits.bytes) return refuse(reading, path, 'too-much')
  reading.bytes += bytes.length
  try {
    reading.files.push({ path, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) })
  } catch {
    refuse(reading, path, 'not-utf8')
  }
}

async function readAtMost(at: string, bytes: number): Promise<Uint8Array | undefined> {
  const file = await open(at, 'r').catch(() => undefined)
  if (file === undefined) return undefined
  try {
    const buffer = new Uint8Array(bytes)
    let length = 0
    while (length < bytes) {
      const { bytesRead } = await file.read(buffer, length, bytes - length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return buffer.subarray(0, length)
  } catch {
    return undefined
  } finally {
    await file.close()
  }
}

function isWorthAVisit(entry: Dirent, { isWanted }: Reading): boolean {
  return !entry.name.startsWith('.') && (entry.isDirectory() || entry.isSymbolicLink() || isWanted(entry.name))
}

function isPassed(entry: Dirent, { isWanted }: Reading): boolean {
  return entry.isFile() && !entry.name.startsWith('.') && !isWanted(entry.name)
}

function isRuleName(name: string): boolean {
  return /\.ya?ml$/i.test(name) && !isTestName(name)
}

function isTestName(name: string): boolean {
  return /\.test\.ya?ml$/i.test(name)
}

const fixes: Record<FileRefused['reason'], string> = {
  missing: 'Check the spelling of the folder, and that this account may enter it',
  unreadable: 'Give this account the right to read it',
  changing: 'Publish again when nothing writes to it any more',
  'too-large': 'Split it: a file of rules holds at most 2 MiB',
  'too-many-files': 'Publish fewer files: a bundle holds at most 20,000',
  'too-much': 'Publish fewer rules: a bundle holds at most 256 MiB',
  'too-deep': 'Flatten the folders: at most 32 levels are read',
  outside: 'Copy the file into the folder; links that lead out of it are not followed',
  'not-utf8': 'Save the file as UTF-8',
}

function refuse(reading: Reading, path: string, reason: FileRefused['reason']): void {
  reading.refused.push({ path, reason, fix: fixes[reason] })
}
