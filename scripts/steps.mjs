import { spawnSync } from 'node:child_process'
import { root } from './run.mjs'

/** The exit code with which a script says that something it needs is not installed. */
const notInstalled = 77

/** No step may take longer than this: a script that hangs is a failure with a name, not a build that never ends. In ms. */
const longestStep = 10 * 60_000

/**
 * Runs scripts one after another, each counted as one test; one that does not end in ten minutes is killed and has failed.
 *
 * @param {readonly { name: string, args: readonly string[], env?: Record<string, string> }[]} steps
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function runSteps(steps) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const { name, args, env } of steps) {
    console.log(`\n== ${name}`)
    const began = Date.now()
    const { status, error } = spawnSync(process.execPath, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env },
      timeout: longestStep,
      killSignal: 'SIGKILL',
    })
    if (error) console.error(`${name}: ${error.message}`)
    const outcome = status === 0 ? 'passed' : status === notInstalled ? 'skipped' : 'failed'
    counts[outcome]++
    console.log(`== ${name}: ${outcome} in ${((Date.now() - began) / 1000).toFixed(0)} s`)
  }
  return counts
}

/** Prints the closing line, and ends the process as the counts and the flag `--no-skips` demand. */
export function close({ passed, failed, skipped }) {
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  if (failed > 0 || passed === 0) process.exit(1)
  if (skipped > 0 && process.argv.includes('--no-skips')) {
    console.error('here nothing may be skipped: everything that the tests need is installed')
    process.exit(1)
  }
}
