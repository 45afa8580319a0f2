import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { content, contentFolder } from './content.ts'

/** Files that are tried: a folder of damaged ones is a case for a backup. */
const tries = 5

/**
 * The newest content beside the log that is what its digest says; nothing where there is none.
 *
 * @param wanted whether bytes are of the kind that is looked for: control frames of several kinds name theirs here
 */
export function newestContent(
  dir: string,
  wanted: (bytes: Uint8Array) => boolean = () => true,
): { readonly digest: string; readonly bytes: Uint8Array } | undefined {
  let damaged = 0
  for (const digest of byAge(contentFolder(dir))) {
    try {
      const bytes = content(dir, digest)
      if (wanted(bytes)) return { digest, bytes }
    } catch {
      // Damaged or gone: the next newest.
      if (++damaged >= tries) return undefined
    }
  }
  return undefined
}

/** Whether a content is there and is what its digest says. */
export function hasContent(dir: string, digest: string): boolean {
  try {
    return content(dir, digest).length >= 0
  } catch {
    return false
  }
}

function byAge(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^[0-9a-f]{64}$/.test(name))
      .map((name) => ({ name, changed: statSync(join(folder, name)).mtimeMs }))
      .sort((a, b) => b.changed - a.changed)
      .map(({ name }) => name)
  } catch {
    return []
  }
}
