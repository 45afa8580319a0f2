import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cityContentEnding } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import { type LogFiles, putFile } from './log-files.ts'

/**
 * Reads what a control frame names, and proves it.
 *
 * @param digest SHA-256 in lower-case hex; that of a content of the city has its ending
 * @throws TocsinError `content-missing` or `content-damaged`
 */
export function content(dir: string, digest: string): Uint8Array {
  const path = contentPath(dir, digest)
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    throw new TocsinError('content-missing', 'What a control frame names is not beside the log', {
      where: path,
      fix: 'Restore the content folder of the log from a backup',
      cause,
    })
  }
  // A copy of its own: small files are read into a pool, which a thread could not be given.
  if (digestOf(bytes) === digestIn(digest)) return new Uint8Array(bytes)
  throw new TocsinError('content-damaged', 'What a control frame names has other bytes than its digest says', {
    where: path,
    fix: 'Restore this file from a backup',
  })
}

/** Makes content durable under its digest and, for one of the city, its ending, once. */
export function keepContent(files: LogFiles, dir: string, bytes: Uint8Array, ending: ContentEnding = ''): string {
  const digest = digestOf(bytes)
  const path = contentPath(dir, digest + ending)
  if (existsSync(path) && digestOf(readFileSync(path)) === digest) return digest + ending
  putFile(files, contentFolder(dir), path, bytes)
  return digest + ending
}

export type ContentEnding = '' | typeof cityContentEnding

/** The name under which bytes are kept as a content of the city. */
export function cityContent(bytes: Uint8Array): string {
  return digestOf(bytes) + cityContentEnding
}

/** The digests of everything that is kept here. */
export function listContent(dir: string): string[] {
  try {
    return readdirSync(contentFolder(dir)).filter((name) => isContentName(name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Removes content that no control frame names any more. */
export function dropContent(files: LogFiles, dir: string, digest: string): void {
  files.rmSync(contentPath(dir, digest), { force: true })
}

export function contentFolder(dir: string): string {
  return join(dir, 'content')
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function contentPath(dir: string, digest: string): string {
  // A digest comes from a frame: it may not lead out of the folder.
  if (!isContentName(digest)) throw new TocsinError('content-missing', `Not a SHA-256 digest: ${digest}`)
  return join(contentFolder(dir), digest)
}

function isContentName(name: string): boolean {
  return /^[0-9a-f]{64}(?:\.city)?$/.test(name)
}

function digestIn(name: string): string {
  return name.slice(0, 64)
}
