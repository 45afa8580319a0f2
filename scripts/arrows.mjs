import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cruise } from 'dependency-cruiser'
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-options'
import { root } from './run.mjs'

/**
 * Holds the imports against the law of arrows; then plants violations of it, each of which must be caught:
 * a law that stopped biting would otherwise look like a clean house.
 */
process.chdir(root)
const options = await extractConfig(join(root, '.dependency-cruiser.cjs'))

const planted = [
  ['arrows-wing', 'packages/watch/src/planted-wing.ts', "import '@tocsin/sources'\n"],
  ['arrows-store', 'packages/store/src/planted-store.ts', "import '@tocsin/watch'\n"],
  ['only-through-index', 'packages/watch/src/planted-index.ts', "import '../../kit/src/result.ts'\n"],
  ['one-file-opens-duckdb', 'packages/stream/src/planted-duckdb.ts', "import '@duckdb/node-api'\n"],
  ['browser-safe', 'packages/kit/src/planted-node.ts', "import 'node:fs'\n"],
]

const clean = await violations()
for (const { rule, from, to } of clean) console.error(`${rule.name}: ${from} imports ${to}`)

let missed = 0
try {
  for (const [, file, text] of planted) {
    mkdirSync(join(root, file, '..'), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  const caught = await violations()
  for (const [name, file] of planted) {
    if (caught.some(({ rule, from }) => rule.name === name && from === file)) continue
    missed++
    console.error(`the law no longer bites: ${name} did not catch ${file}`)
  }
} finally {
  for (const [, file] of planted) rmSync(join(root, file), { force: true })
}

console.log(`arrows: ${clean.length} violations, ${planted.length - missed} of ${planted.length} planted ones caught`)
if (clean.length + missed > 0) process.exit(1)

async function violations() {
  const { output } = await cruise(['packages', 'apps'], options)
  return output.summary.violations
}
