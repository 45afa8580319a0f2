import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { install, root, run, tool } from './run.mjs'

const stamp = join(root, 'node_modules', '.cache', 'tocsin-build')

/** Compiles the packages and bundles the console, unless nothing changed since the last build. */
export function build({ force = false } = {}) {
  install()
  if (!force && upToDate()) return
  const started = Date.now()
  run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b'])
  if (existsSync(join(root, 'apps', 'console', 'index.html'))) {
    run(tool('vite'), ['build', '--logLevel', 'warn'], { cwd: join(root, 'apps', 'console') })
  }
  mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true })
  writeFileSync(stamp, new Date(started).toISOString())
}

function upToDate() {
  if (!existsSync(stamp)) return false
  const built = Date.parse(String(statSync(stamp).mtime))
  const places = ['packages', 'apps'].flatMap((kind) =>
    readdirSync(join(root, kind)).map((name) => join(root, kind, name)),
  )
  if (places.some((place) => !existsSync(join(place, place.endsWith('console') ? 'dist' : 'dist/index.js'))))
    return false
  return newest(join(root, 'tsconfig.base.json')) <= built && places.every((place) => newest(place) <= built)
}

function newest(path) {
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(
    found.mtimeMs,
    ...readdirSync(path)
      .filter(
        (name) => name !== 'dist' && name !== 'dist-types' && name !== 'node_modules' && !name.endsWith('.tsbuildinfo'),
      )
      .map((name) => newest(join(path, name))),
  )
}

if (process.argv[1] === import.meta.filename) build({ force: process.argv.includes('--force') })
