import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { threadId } from 'node:worker_threads'
import type { RuleCache } from '@tocsin/watch'

/** The rules in force, and those before them: one can go back. */
const kept = 2

/**
 * Keeps loaded rules in a folder of the server's own. All of it can be made again: a file that is missing, foreign or
 * damaged costs a load from the rules' text, and a folder that cannot be written costs one at every start.
 */
export function ruleCacheIn(folder: string, version: string | undefined = engineVersion()): RuleCache | undefined {
  if (version === undefined) return undefined
  const nameOf = (meaning: string) => `rules-${digestOf([version, meaning]).slice(0, 32)}.bin`
  return {
    version,
    read: (meaning) => attempt(() => readFileSync(join(folder, nameOf(meaning)))),
    write: (meaning, bytes) => {
      attempt(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        const path = join(folder, nameOf(meaning))
        // Each worker of a first start writes it: whoever is last puts the same bytes there.
        const written = `${path}.${process.pid}-${threadId}.tmp`
        writeFileSync(written, bytes, { mode: 0o600 })
        renameSync(written, path)
        dropOlder(folder)
      })
    },
  }
}

function dropOlder(folder: string): void {
  const files = readdirSync(folder).filter((name) => /^rules-[0-9a-f]{32}\.bin/.test(name))
  // Left by a process that was killed while it wrote.
  const left = files.filter((name) => name.endsWith('.tmp') && !name.includes(`.${process.pid}-`))
  const whole = files.filter((name) => name.endsWith('.bin'))
  const byAge = whole.map((name) => ({ name, written: statSync(join(folder, name)).mtimeMs }))
  byAge.sort((a, b) => b.written - a.written)
  for (const name of [...left, ...byAge.slice(kept).map((one) => one.name)]) rmSync(join(folder, name), { force: true })
}

/** A digest of the engine's own code: another one may read the same rules another way. */
function engineVersion(): string | undefined {
  return attempt(() => {
    const folder = dirname(fileURLToPath(import.meta.resolve('@tocsin/sigma')))
    const modules = readdirSync(folder)
      .filter((name) => /\.[jt]s$/.test(name))
      .sort()
    return digestOf(modules.map((name) => readFileSync(join(folder, name), 'utf8')))
  })
}

function digestOf(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex')
}

function attempt<Value>(act: () => Value): Value | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}
