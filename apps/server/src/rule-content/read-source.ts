import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import { packRules, type RuleFile, readRuleFolder } from '@tocsin/watch'
import { type FetchOptions, fetchRelease } from './fetch-release.ts'
import { verifySignature } from './signature.ts'
import { type LeftOut, unzipRules } from './unzip-rules.ts'

/** How the operator knows that it is what its makers published. */
export interface Trust {
  /** SHA-256 of the archive, or of the folder as an earlier look printed it; in hex. */
  readonly sha256?: string
  /** Paths of a detached signature over the archive, and of the public key. */
  readonly signature?: string
  readonly key?: string
}

export interface RuleSource {
  /** As the operator named it; of a folder its name alone. */
  readonly name: string
  readonly kind: 'folder' | 'zip' | 'https'
  readonly sha256: string
  readonly trusted: 'sha256' | 'signature' | 'folder'
  readonly files: readonly RuleFile[]
  readonly leftOut: readonly LeftOut[]
}

/** How it is fetched, asked where it is. */
export type Fetching = () => Promise<FetchOptions>

const longestArchive = 64 * 1_048_576

/**
 * Reads a repository of rules, such as a release of SigmaHQ: a folder, a zip archive, or the HTTPS address of one. An
 * archive is read only where its hash or its signature holds; a folder of this machine may do without.
 *
 * @throws TocsinError `not-trusted`, `bad-archive`, `no-rules`, and what fetching and reading throw
 */
export async function readSource(source: string, trust: Trust, fetching: Fetching): Promise<RuleSource> {
  const found = /^https?:/i.test(source) ? undefined : await stat(source).catch(() => undefined)
  const read =
    found?.isDirectory() === true ? await folder(source, trust) : await archive(source, found?.size, trust, fetching)
  if (read.files.length > 0) return read
  throw new TocsinError('no-rules', 'It holds no file of rules', {
    where: source,
    fix: 'Name the folder or the archive that holds .yml files',
  })
}

async function folder(source: string, trust: Trust): Promise<RuleSource> {
  if (trust.signature !== undefined)
    throw notTrusted(source, 'a folder has no signature', 'Give --sha256, or the archive that was signed')
  const { files, refused } = await readRuleFolder([source])
  const sha256 = packRules(files).digest
  if (trust.sha256 !== undefined && trust.sha256.toLowerCase() !== sha256)
    throw notTrusted(source, `its SHA-256 is ${sha256}`, 'Look what changed in it, then give the hash that it has')
  const leftOut = refused.map(({ path, reason }) => ({ path, reason }))
  const trusted = trust.sha256 === undefined ? 'folder' : 'sha256'
  return { name: basename(resolve(source)), kind: 'folder', sha256, trusted, files, leftOut }
}

async function archive(
  source: string,
  size: number | undefined,
  trust: Trust,
  fetching: Fetching,
): Promise<RuleSource> {
  const remote = /^https?:/i.test(source)
  if (!remote && (size ?? 0) > longestArchive)
    throw new TocsinError('too-large', `It has more than ${longestArchive} bytes`, { where: source, fix: 'Unpack it' })
  const bytes = remote ? await fetchRelease(source, await fetching()) : await readFile(source)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const trusted = await trustOf(source, bytes, sha256, trust)
  const read = await unzipRules(bytes)
  if (!read.ok) throw read.error
  const name = remote ? source.replace(/[?#].*$/, '') : basename(source)
  return { name, kind: remote ? 'https' : 'zip', sha256, trusted, ...read.value }
}

async function trustOf(source: string, bytes: Uint8Array, sha256: string, trust: Trust) {
  if (trust.sha256 !== undefined) {
    if (trust.sha256.toLowerCase() !== sha256)
      throw notTrusted(source, `its SHA-256 is ${sha256}`, 'Fetch it again, and hold the hash against its makers’')
    if (trust.signature === undefined) return 'sha256'
  }
  if (trust.signature === undefined || trust.key === undefined) {
    throw notTrusted(
      source,
      `nothing says that it is what its makers published; its SHA-256 is ${sha256}`,
      'Hold that against their page and give it with --sha256, or give --signature and --key',
    )
  }
  const holds = verifySignature(bytes, await readFile(trust.signature), await readFile(trust.key, 'utf8'))
  if (!holds.ok) throw notTrusted(source, holds.error, 'Fetch archive and signature again, and check whose key it is')
  return 'signature'
}

function notTrusted(where: string, why: string, fix: string): TocsinError {
  return new TocsinError('not-trusted', `It is not used: ${why}`, { where, fix })
}
