import { err, ok, type Result, TocsinError } from '@tocsin/kit'
import type { RuleFile } from '@tocsin/watch'
import { type Entry, fromBuffer, type ZipFile } from 'yauzl'

/** Bounds of one archive. SigmaHQ's whole release has about 4,000 files and 12 MB. */
export interface ZipLimits {
  readonly entries: number
  readonly files: number
  readonly bytesPerFile: number
  readonly bytes: number
}

const mebibyte = 1_048_576

export const zipLimits: ZipLimits = {
  entries: 100_000,
  files: 20_000,
  bytesPerFile: 2 * mebibyte,
  bytes: 128 * mebibyte,
}

/** A file of an archive that was left out, and why. */
export interface LeftOut {
  readonly path: string
  readonly reason: string
}

export interface UnzippedRules {
  readonly files: readonly RuleFile[]
  readonly leftOut: readonly LeftOut[]
}

/**
 * The rules (`.yml`, `.yaml`; tests of rules left out) of a zip archive, in memory: nothing is written, so no name leads
 * anywhere. A name that would lead out of the archive, a link, an encrypted or a damaged archive refuses it whole.
 */
export async function unzipRules(bytes: Uint8Array, limits = zipLimits): Promise<Result<UnzippedRules, TocsinError>> {
  let zip: ZipFile | undefined
  try {
    zip = await opened(bytes)
    return ok(await readAll(zip, limits))
  } catch (error) {
    if (error instanceof TocsinError) return err(error)
    return err(bad(error instanceof Error ? error.message : String(error)))
  } finally {
    zip?.close()
  }
}

function opened(bytes: Uint8Array): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Names are checked by yauzl: absolute ones, `..` and backslashes are errors; declared sizes must be the real ones.
    fromBuffer(
      Buffer.from(bytes),
      { lazyEntries: true, decodeStrings: true, validateEntrySizes: true, strictFileNames: true },
      (error, zip) => (error === null ? resolve(zip) : reject(error)),
    )
  })
}

async function readAll(zip: ZipFile, limits: ZipLimits): Promise<UnzippedRules> {
  if (zip.entryCount > limits.entries) throw bad(`it names ${zip.entryCount} files, more than ${limits.entries}`)
  const files: RuleFile[] = []
  const leftOut: LeftOut[] = []
  const seen = new Set<string>()
  let total = 0
  for await (const entry of entriesOf(zip)) {
    const path = entry.fileName
    // The upper half of the external attributes is the file's mode where a Unix wrote it (APPNOTE 4.4.15).
    if (((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000) throw bad(`${path} is a symbolic link`)
    if (path.endsWith('/') || !/\.ya?ml$/i.test(path) || /\.test\.ya?ml$/i.test(path)) continue
    if (seen.has(path)) throw bad(`it holds ${path} twice`)
    seen.add(path)
    if (entry.uncompressedSize > limits.bytesPerFile) {
      leftOut.push({ path, reason: `it has more than ${limits.bytesPerFile} bytes` })
      continue
    }
    total += entry.uncompressedSize
    if (total > limits.bytes) throw bad(`its rules have more than ${limits.bytes} bytes`)
    if (files.length >= limits.files) throw bad(`it holds more than ${limits.files} rules`)
    try {
      files.push({ path, text: new TextDecoder('utf-8', { fatal: true }).decode(await contentOf(zip, entry)) })
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      leftOut.push({ path, reason: 'it is not UTF-8' })
    }
  }
  return { files, leftOut }
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      zip.once('entry', resolve)
      zip.once('end', () => resolve(undefined))
      zip.once('error', reject)
      zip.readEntry()
    })
    zip.removeAllListeners()
    if (entry === undefined) return
    yield entry
  }
}

function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) return reject(error)
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.once('error', reject)
      stream.once('end', () => resolve(Buffer.concat(chunks)))
    })
  })
}

function bad(why: string): TocsinError {
  return new TocsinError('bad-archive', `The archive is refused: ${why}`, {
    fix: 'Take the release as its makers publish it, and hold its SHA-256 against theirs',
  })
}
