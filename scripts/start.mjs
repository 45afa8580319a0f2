import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { root } from './run.mjs'

build()
const wishes = process.argv.slice(2)
const server = spawn(
  process.execPath,
  [join(root, 'apps', 'cli', 'bin', 'tocsin.mjs'), 'serve', ...(isFirst() ? ['--sample'] : wishes)],
  {
    stdio: 'inherit',
  },
)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal))
server.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))

/** Nobody asked for anything, no setting is given, and no house of one's own is there: the sample city is shown. */
function isFirst() {
  if (wishes.length > 0 || Object.keys(process.env).some((name) => name.startsWith('TOCSIN_'))) return false
  return !existsSync('.tocsin') || readdirSync('.tocsin').length === 0
}
