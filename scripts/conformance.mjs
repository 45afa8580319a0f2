import { existsSync } from 'node:fs'
import { build } from './build.mjs'
import { runSteps } from './steps.mjs'

/** Runs the suites of others from `$TOCSIN_CORPORA` and says what it ran; an absent corpus is reported, and is no skip. */
const corpora = process.env.TOCSIN_CORPORA
if (corpora === undefined || !existsSync(corpora)) {
  console.log('conformance: not run, TOCSIN_CORPORA names no folder of corpora')
  process.exit(0)
}
build()
const { failed } = await runSteps([
  { name: 'sigma', args: ['packages/sigma/conformance/main.mjs'] },
  { name: 'lines of others', args: ['e2e/corpora.mjs'] },
  { name: 'what makers mean of their devices', args: ['e2e/mud.mjs'] },
  { name: 'a city learnt from a capture of others', args: ['e2e/learn.mjs'] },
])
process.exit(failed > 0 ? 1 : 0)
