import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { root, run, tool } from './run.mjs'

/** The first ring: static checks, unit and property tests. Ends with `N passed, N failed, N skipped`. */
const noSkips = process.argv.includes('--no-skips')

build()
run(tool('biome'), ['check', '.'])
run(process.execPath, [join(root, 'scripts', 'arrows.mjs')])

const report = join(root, 'node_modules', '.cache', 'vitest.json')
rmSync(report, { force: true })
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${report}`,
  ],
  { cwd: root, stdio: 'inherit' },
)
if (!existsSync(report)) {
  console.error('the test runner wrote no report')
  process.exit(status || 1)
}
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
  readFileSync(report, 'utf8'),
)
const brokenFiles = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
const failed = numFailedTests + brokenFiles
const skipped = numPendingTests + numTodoTests
console.log(`${numPassedTests} passed, ${failed} failed, ${skipped} skipped`)
if (failed > 0 || status !== 0 || numPassedTests === 0) process.exit(1)
if (noSkips && skipped > 0) {
  console.error('here nothing may be skipped: everything that the tests need is installed')
  process.exit(1)
}
