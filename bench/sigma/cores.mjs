import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { gunzipSync } from 'node:zlib'
import { compile, loadRules, objectFields } from '../../packages/sigma/dist/index.js'

// How much faster two threads are than one: each has its own engine and reads and matches its share of the same lines, by the
// clock, in turns, the median of several rounds. Two cores must be free; what the machine does beside it is part of the figure.
//
// usage: TOCSIN_CORPORA=<folder> node bench/sigma/cores.mjs [rounds]

const corpora = process.env.TOCSIN_CORPORA
if (corpora === undefined) {
  console.error('Set TOCSIN_CORPORA to the folder that holds sigma/ and windows-events/.')
  process.exit(2)
}
if (isMainThread) await main(Number(process.argv[2] ?? 9))
else serve(workerData)

async function main(rounds) {
  const alone = await ready([{ of: 1, share: 0 }])
  const pair = await ready([0, 1].map((share) => ({ of: 2, share })))
  const ratios = []
  await run(alone)
  await run(pair)
  for (let round = 0; round < rounds; round++) ratios.push((await run(alone)) / (await run(pair)))
  ratios.sort((a, b) => a - b)
  const told = ratios.map((ratio) => ratio.toFixed(2)).join(' ')
  console.log(`two threads take on ${ratios[rounds >> 1]?.toFixed(2)} times what one does (goal 1.7); rounds: ${told}`)
  for (const worker of [...alone, ...pair]) await worker.terminate()
}

function ready(shares) {
  const file = fileURLToPath(import.meta.url)
  return Promise.all(
    shares.map(
      (share) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(file, { workerData: share })
          worker.once('error', reject)
          worker.once('message', () => resolve(worker))
        }),
    ),
  )
}

/** Milliseconds until all have done their share. */
async function run(workers) {
  const started = performance.now()
  await Promise.all(
    workers.map(
      (worker) =>
        new Promise((resolve) => {
          worker.once('message', resolve)
          worker.postMessage('go')
        }),
    ),
  )
  return performance.now() - started
}

function serve({ of, share }) {
  const folder = join(corpora, 'sigma', 'rules')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yml'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
  const engine = compile(loadRules(files))
  const fields = objectFields(engine.slots)
  const lines = gunzipSync(readFileSync(join(corpora, 'windows-events/otrf-a.ndjson.gz')))
    .toString('utf8')
    .trim()
    .split('\n')
    .filter((_, index) => index % of === share)
  const routed = [{ product: 'windows', category: 'process_creation' }]
  const match = () => {
    const hits = []
    for (const line of lines) {
      fields.load(JSON.parse(line))
      engine.match(routed, fields, (rule) => hits.push({ rule: rule.id, matched: engine.explain(rule, fields) }))
      engine.match('all', fields, (rule) => hits.push({ rule: rule.id, matched: engine.explain(rule, fields) }))
    }
    return hits.length
  }
  match()
  parentPort.on('message', () => parentPort.postMessage(match()))
  parentPort.postMessage('ready')
}
