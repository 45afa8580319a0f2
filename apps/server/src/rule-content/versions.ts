import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { err, ok, type Result, TocsinError } from '@tocsin/kit'
import { type RuleFile, unpackRules } from '@tocsin/watch'
import { z } from 'zod'
import { writeDurably } from '../write-durably.ts'

/** One numbered version of the rules that came from a repository. */
export interface ContentVersion {
  readonly number: number
  /** SHA-256 of its file, which names it. */
  readonly digest: string
  readonly source: string
  /** SHA-256 of what it came from: archive or folder. */
  readonly sha256: string
  readonly trusted: 'sha256' | 'signature' | 'folder'
  readonly files: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly who: string
  /** The version that held before; 0 is none. */
  readonly before: number
}

const versionShape = z.strictObject({
  number: z.number().int().min(1),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  source: z.string().max(2000),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  trusted: z.enum(['sha256', 'signature', 'folder']),
  files: z.number().int().min(0),
  at: z.number(),
  who: z.string().max(300),
  before: z.number().int().min(0),
})

const bookShape = z.strictObject({
  form: z.literal(1),
  /** 0: none. */
  current: z.number().int().min(0),
  versions: z.array(versionShape).max(10_000),
})

export interface VersionBook {
  /** The number of the version that holds; 0 where none does. */
  readonly current: number
  /** The oldest first. */
  readonly versions: readonly ContentVersion[]
}

const bookName = 'versions.json'
/** Versions whose files are kept, so that they can be gone back to. */
const kept = 10

/** Where versions lie: below the folder's own rules, in a folder that reading rules passes over, and that backups take. */
export function contentFolder(dataDir: string): string {
  return join(dataDir, 'rules', '.versions')
}

/** @throws TocsinError `content-damaged` */
export function readBook(dataDir: string): VersionBook {
  const path = join(contentFolder(dataDir), bookName)
  if (!existsSync(path)) return { current: 0, versions: [] }
  try {
    const { current, versions } = bookShape.parse(JSON.parse(readFileSync(path, 'utf8')))
    return { current, versions }
  } catch (cause) {
    throw damaged(path, cause)
  }
}

/**
 * The files of the version that holds, under the folder `update`; none where none does.
 *
 * @throws TocsinError `content-damaged` where a file is not what its digest says
 */
export function currentFiles(dataDir: string): readonly RuleFile[] {
  const { current, versions } = readBook(dataDir)
  const version = versions.find(({ number }) => number === current)
  return version === undefined ? [] : filesOf(dataDir, version.digest)
}

/** Files that were put there by digest. */
export function filesOf(dataDir: string, digest: string): readonly RuleFile[] {
  const path = join(contentFolder(dataDir), fileName(digest))
  const read = readWhole(path, digest)
  if (!read.ok) throw damaged(path, read.error)
  return read.value.map(({ path: name, text }) => ({ path: `update/${name}`, text }))
}

/** Puts a candidate beside the versions, in place of earlier ones; it holds for nothing until it is switched on. */
export function putCandidate(dataDir: string, bytes: Uint8Array): string {
  const digest = createHash('sha256').update(bytes).digest('hex')
  const folder = contentFolder(dataDir)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const known = new Set([digest, ...readBook(dataDir).versions.map((version) => version.digest)].map(fileName))
  for (const name of readdirSync(folder)) {
    if (name.includes('.rules') && !known.has(name)) rmSync(join(folder, name), { force: true })
  }
  if (!readWhole(join(folder, fileName(digest)), digest).ok)
    writeDurably(folder, fileName(digest), new TextDecoder().decode(bytes))
  return digest
}

/**
 * Makes a candidate the version that holds. One rename decides: after kill -9 the version before holds, or this one.
 *
 * @returns the version, the same as before where it holds already
 */
export function switchOn(
  dataDir: string,
  version: Omit<ContentVersion, 'number' | 'before' | 'files'>,
): ContentVersion {
  const files = filesOf(dataDir, version.digest)
  const book = readBook(dataDir)
  const now = book.versions.find(({ number }) => number === book.current)
  if (now?.digest === version.digest) return now
  const number = Math.max(0, ...book.versions.map((one) => one.number)) + 1
  const next = { ...version, number, before: book.current, files: files.length }
  writeBook(dataDir, { current: number, versions: [...book.versions, next] })
  return next
}

/** Goes back to the version before the one that holds; @returns its number, 0 for none; nothing where none holds */
export function switchBack(dataDir: string): number | undefined {
  const book = readBook(dataDir)
  const now = book.versions.find(({ number }) => number === book.current)
  if (now === undefined) return undefined
  const before = book.versions.find(({ number }) => number === now.before)
  if (before !== undefined) filesOf(dataDir, before.digest)
  writeBook(dataDir, { ...book, current: before?.number ?? 0 })
  return before?.number ?? 0
}

function writeBook(dataDir: string, book: VersionBook): void {
  const folder = contentFolder(dataDir)
  writeDurably(folder, bookName, `${JSON.stringify({ form: 1, ...book })}\n`)
  const needed = new Set(book.versions.slice(-kept).map(({ digest }) => digest))
  const before = book.versions.find(({ number }) => number === book.current)?.before
  for (const { number, digest } of book.versions) if (number === book.current || number === before) needed.add(digest)
  for (const { digest } of book.versions) {
    if (!needed.has(digest)) rmSync(join(folder, fileName(digest)), { force: true })
  }
}

function fileName(digest: string): string {
  if (!/^[0-9a-f]{64}$/.test(digest))
    throw new TocsinError('bad-digest', 'This is not a SHA-256 digest', { where: digest.slice(0, 80) })
  return `${digest}.rules`
}

function readWhole(path: string, digest: string): Result<readonly RuleFile[], string> {
  if (!existsSync(path)) return err('it is not there')
  const bytes = readFileSync(path)
  if (createHash('sha256').update(bytes).digest('hex') !== digest) return err('it is not what its name says')
  const read = unpackRules(bytes)
  return read.ok ? ok(read.value.files) : err(read.error.message)
}

function damaged(where: string, why: unknown): TocsinError {
  return new TocsinError(
    'content-damaged',
    `A version of the rules cannot be read: ${why instanceof Error ? why.message : why}`,
    {
      where,
      fix: 'Restore this file from a backup, or remove the folder and update the rules again',
    },
  )
}
