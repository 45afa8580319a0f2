import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from './build.mjs'
import { root, run, tool } from './run.mjs'
import { close, runSteps } from './steps.mjs'

/** The first ring: static checks, unit and property tests, one browser pass. Ends with `N passed, N failed, N skipped`. */
build()
run(tool('biome'), ['check', '.'])
run(process.execPath, [join(root, 'scripts', 'arrows.mjs')])
run(tool('knip'), ['--no-config-hints'])

const report = join(root, 'node_modules', '.cache', 'vitest.json')
mkdirSync(dirname(report), { recursive: true })
rmSync(report, { force: true })
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--silent=passed-only',
    '--reporter=json',
    `--outputFile=${report}`,
  ],
  { cwd: root, stdio: 'inherit' },
)
if (!existsSync(report)) {
  console.error('the test runner wrote no report')
  process.exit(status || 1)
}
const unit = JSON.parse(readFileSync(report, 'utf8'))
const brokenFiles = unit.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)

const steps = await runSteps([
  { name: 'one browser pass', args: ['e2e/console.mjs'] },
  { name: 'how a person signs in', args: ['e2e/account.mjs'] },
  { name: 'how people are invited', args: ['e2e/people.mjs'] },
])
close({
  passed: unit.numPassedTests + steps.passed,
  failed: unit.numFailedTests + brokenFiles.length + steps.failed + (status !== 0 && unit.numFailedTests === 0 ? 1 : 0),
  skipped: unit.numPendingTests + unit.numTodoTests + steps.skipped,
  faults: steps.faults,
})
