import { resolve, sep } from 'node:path'

/** Which real paths may be followed: those below a root, and never Tocsin's own data, which holds its keys. */
export function readableWithin(roots: readonly string[], dataDir: string): (realPath: string) => boolean {
  const allowed = roots.map((root) => resolve(root))
  const own = resolve(dataDir)
  return (path) => allowed.some((root) => below(root, path)) && !below(own, path)
}

/** The folder that a pattern starts in, before its first star. */
export function patternBase(pattern: string): string {
  const parts = pattern.split('/')
  const first = parts.findIndex((part) => /[*?]/.test(part))
  return resolve('/', (first < 0 ? parts.slice(0, -1) : parts.slice(0, first)).join('/'))
}

function below(root: string, path: string): boolean {
  return path === root || path.startsWith(root === sep ? root : `${root}${sep}`)
}
