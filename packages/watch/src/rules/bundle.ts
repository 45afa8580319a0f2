import { createHash } from 'node:crypto'
import { canonicalJson, err, ok, type Result, TocsinError } from '@tocsin/kit'
import { type LoadOptions, readPipeline } from '@tocsin/sigma'

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
  /** The digest that it has when no rule listens: whether what is compiled of it is the same. */
  readonly meaning: string
}

export interface BundleFailure {
  readonly code: 'not-a-bundle' | 'unknown-version'
  readonly message: string
  readonly fix: string
}

/** What a bundle holds: everything that decides what rules mean. */
export interface RuleContent {
  /** Rules, correlations and filters. */
  readonly files: readonly RuleFile[]
  /** Processing pipelines in pySigma's form; applied to all rules, by their priority. */
  readonly pipelines: readonly RuleFile[]
  /** Ids of the rules that listen: what they hear is counted and raises no finding. */
  readonly listening: readonly string[]
  /** Files of formats that an operator wrote down; others read them. */
  readonly decoders: readonly RuleFile[]
}

/** The first version knew no pipelines, the second none that listen; a bundle without them is still written so. */
const versions = [1, 2, 3]

/**
 * Packs rule files so that the same files give the same bytes and digest, in whatever order they were read.
 *
 * @param decoders files of formats that an operator wrote down. What reads lines travels with what judges them: both hold
 *   from the same place of the log on. The readers of rules pass over them.
 */
export function packRules(
  files: readonly RuleFile[],
  pipelines: readonly RuleFile[] = [],
  listening: readonly string[] = [],
  decoders: readonly RuleFile[] = [],
): RuleBundle {
  const content =
    pipelines.length === 0
      ? { version: 1, files: sorted(files) }
      : { version: 2, files: sorted(files), pipelines: sorted(pipelines) }
  const plain = bytesOf(content)
  const meaning = digestOf(plain)
  const quiet = [...new Set(listening)].sort(compareText)
  if (quiet.length === 0 && decoders.length === 0)
    return { digest: meaning, bytes: plain, count: files.length, meaning }
  const more = {
    ...(quiet.length === 0 ? {} : { version: 3, listening: quiet }),
    ...(decoders.length === 0 ? {} : { decoders: sorted(decoders) }),
  }
  const bytes = bytesOf({ ...content, ...more })
  return { digest: digestOf(bytes), bytes, count: files.length, meaning }
}

/** Reads a bundle back; total over any bytes. */
export function unpackRules(bytes: Uint8Array): Result<RuleContent, BundleFailure> {
  let read: unknown
  try {
    read = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return notABundle('it is not JSON in UTF-8')
  }
  if (typeof read !== 'object' || read === null) return notABundle('it is not an object')
  const {
    version: written,
    files,
    pipelines = [],
    listening = [],
    decoders = [],
  } = read as Readonly<Record<string, unknown>>
  if (typeof written !== 'number' || !versions.includes(written)) {
    return err({
      code: 'unknown-version',
      message: `The rule bundle has version ${String(written).slice(0, 20)}; this Tocsin reads versions ${versions.join(', ')}`,
      fix: 'Publish the rules again with this version of Tocsin',
    })
  }
  if (!Array.isArray(files) || !files.every(isRuleFile)) return notABundle('its files are not paths and texts')
  if (!Array.isArray(pipelines) || !pipelines.every(isRuleFile))
    return notABundle('its pipelines are not paths and texts')
  if (!Array.isArray(listening) || !listening.every((id) => typeof id === 'string'))
    return notABundle('its listening rules are not ids')
  if (!Array.isArray(decoders) || !decoders.every(isRuleFile)) return notABundle('its formats are not paths and texts')
  return ok({
    files: files.map(plainFile),
    pipelines: pipelines.map(plainFile),
    listening,
    decoders: decoders.map(plainFile),
  })
}

/**
 * How the rules of a bundle are loaded.
 *
 * @throws TocsinError `bad-pipeline` with its place: rules that mean something else must not judge in silence
 */
export function loadingOf({ pipelines }: Pick<RuleContent, 'pipelines'>): LoadOptions {
  return {
    pipelines: pipelines.map((file) => {
      const read = readPipeline(file)
      if (read.ok) return read.value
      const { path, line, column, reason, fix } = read.error
      throw new TocsinError('bad-pipeline', `The pipeline is refused: ${reason}`, {
        where: `${path}:${line}:${column}`,
        fix,
      })
    }),
  }
}

function bytesOf(bundle: object): Uint8Array {
  return new TextEncoder().encode(canonicalJson(bundle))
}

function sorted(files: readonly RuleFile[]): readonly RuleFile[] {
  return files.map(plainFile).sort((a, b) => compareText(a.path, b.path) || compareText(a.text, b.text))
}

function plainFile({ path, text }: RuleFile): RuleFile {
  return { path, text }
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
