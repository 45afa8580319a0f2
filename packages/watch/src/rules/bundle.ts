import { createHash } from 'node:crypto'
import { canonicalJson, err, ok, type Result } from '@tocsin/kit'

/** One file of rules: its path as the folder names it (never a machine's path), and its text. */
export interface RuleFile {
  readonly path: string
  readonly text: string
}

export interface RuleBundle {
  /** SHA-256 of the bytes, in hex: what a control frame names. */
  readonly digest: string
  readonly bytes: Uint8Array
  readonly count: number
}

export interface BundleFailure {
  readonly code: 'not-a-bundle' | 'unknown-version'
  readonly message: string
  readonly fix: string
}

const version = 1

/** Packs rule files so that the same files give the same bytes and digest, in whatever order they were read. */
export function packRules(files: readonly RuleFile[]): RuleBundle {
  const sorted = files
    .map(({ path, text }) => ({ path, text }))
    .sort((a, b) => compareText(a.path, b.path) || compareText(a.text, b.text))
  const bytes = new TextEncoder().encode(canonicalJson({ version, files: sorted }))
  return { digest: digestOf(bytes), bytes, count: sorted.length }
}

/** Reads a bundle back; total over any bytes. */
export function unpackRules(bytes: Uint8Array): Result<readonly RuleFile[], BundleFailure> {
  let read: unknown
  try {
    read = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return notABundle('it is not JSON in UTF-8')
  }
  if (typeof read !== 'object' || read === null) return notABundle('it is not an object')
  const { version: written, files } = read as { version?: unknown; files?: unknown }
  if (written !== version) {
    return err({
      code: 'unknown-version',
      message: `The rule bundle has version ${String(written).slice(0, 20)}; this Tocsin reads version ${version}`,
      fix: 'Publish the rules again with this version of Tocsin',
    })
  }
  if (!Array.isArray(files) || !files.every(isRuleFile)) return notABundle('its files are not paths and texts')
  return ok(files.map(({ path, text }) => ({ path, text })))
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Code-unit order: the same on every machine, unlike a locale's. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function notABundle(why: string): Result<never, BundleFailure> {
  return err({
    code: 'not-a-bundle',
    message: `This is not a rule bundle: ${why}`,
    fix: 'Publish the rules again; the file beside the log is damaged or foreign',
  })
}

function isRuleFile(file: unknown): file is RuleFile {
  if (typeof file !== 'object' || file === null) return false
  const { path, text } = file as { path?: unknown; text?: unknown }
  return typeof path === 'string' && typeof text === 'string'
}
