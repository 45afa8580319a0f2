import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Runs a command in the project's root with its output shown; stops the script when it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

/** The path of a tool that npm installed. */
export function tool(name) {
  return join(root, 'node_modules', '.bin', name)
}

/** Installs packages when the lock file is newer than what is installed. */
export function install() {
  const marker = join(root, 'node_modules', '.package-lock.json')
  const lock = join(root, 'package-lock.json')
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs - 1000) return
  if (existsSync(marker) && sameLock(marker, lock)) return
  console.log('Installing packages ...')
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'])
}

function sameLock(marker, lock) {
  const installed = JSON.parse(readFileSync(marker, 'utf8')).packages ?? {}
  const wanted = JSON.parse(readFileSync(lock, 'utf8')).packages ?? {}
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  )
}
