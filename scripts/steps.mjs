import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { root } from './run.mjs'

/** The exit code with which a script says that something it needs is not installed. */
const notInstalled = 77

/** No step may take longer than this: a script that hangs is a failure with a name, not a build that never ends. In ms. */
const longestStep = 10 * 60_000

/** How much of what a failed step printed is said again at the end, where a cut log still shows it. In characters. */
const lastWords = 4_000

/**
 * Runs scripts one after another, each counted as one test; one that does not end in ten minutes is killed and has failed. Those
 * that are marked `beside` run in a lane of their own, one after another too: they work and wait for nobody, while journeys
 * mostly wait for what a server or a browser does. What they print comes as one when they end.
 *
 * @param {readonly { name: string, args: readonly string[], env?: Record<string, string>, beside?: boolean }[]} steps
 * @returns {Promise<{ passed: number, failed: number, skipped: number, faults: readonly string[] }>} a fault is the name of
 *   a step that failed, and the last of what it printed
 */
export async function runSteps(steps) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const faults = []
  const run = async (lane, shown) => {
    for (const { name, args, env } of lane) {
      if (shown) console.log(`\n== ${name}`)
      const began = Date.now()
      const { status, printed } = await runStep(args, env, shown)
      const outcome = status === 0 ? 'passed' : status === notInstalled ? 'skipped' : 'failed'
      const said = `== ${name}: ${outcome} in ${((Date.now() - began) / 1000).toFixed(0)} s`
      counts[outcome]++
      if (outcome === 'failed')
        faults.push(`${said}, ${status === null ? 'killed' : `exit ${status}`}; at its end:\n${printed}`)
      console.log(shown ? said : `\n== ${name}, beside the others\n${printed.trimEnd()}\n${said}`)
    }
  }
  await Promise.all([
    run(
      steps.filter(({ beside }) => beside !== true),
      true,
    ),
    run(
      steps.filter(({ beside }) => beside === true),
      false,
    ),
  ])
  return { ...counts, faults }
}

/** A script's exit code (null: killed), what it prints passed on as it comes where it is shown, and the last of it. */
async function runStep(args, env, shown) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['inherit', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    timeout: longestStep,
    killSignal: 'SIGKILL',
  })
  let printed = ''
  for (const [stream, out] of [
    [child.stdout.setEncoding('utf8'), process.stdout],
    [child.stderr.setEncoding('utf8'), process.stderr],
  ]) {
    stream.on('data', (text) => {
      if (shown) out.write(text)
      printed = (printed + text).slice(-lastWords)
    })
  }
  // "exit", not "close": what a step left running may hold its pipes open.
  const [status] = await once(child, 'exit')
  await new Promise((drained) => setTimeout(drained, 50))
  child.stdout.destroy()
  child.stderr.destroy()
  return { status, printed }
}

/** Prints what failed and the closing line, and ends the process as the counts and the flag `--no-skips` demand. */
export function close({ passed, failed, skipped, faults }) {
  for (const fault of faults) console.error(`\n${fault}`)
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  if (failed > 0 || passed === 0) process.exit(1)
  if (skipped > 0 && process.argv.includes('--no-skips')) {
    console.error('here nothing may be skipped: everything that the tests need is installed')
    process.exit(1)
  }
}
