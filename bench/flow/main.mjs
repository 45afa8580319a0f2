import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The whole line under load: a generator in its own process sends 1 kB events over HTTP; the server receives, judges and
 * keeps them. Prints CPU-microseconds an event of the server's process, and of its stages, with conditions.
 *
 *   npm run bench:flow -- [--rate 10000] [--seconds 30] [--body 500] [--queries]
 *
 * With `--queries`, the four questions of a dashboard are asked round after round meanwhile.
 *
 * Rules: those that Tocsin brings and, where TOCSIN_CORPORA is set, all of $TOCSIN_CORPORA/sigma/rules.
 */
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`)
  return Number(at === -1 ? otherwise : process.argv[at + 1])
}
const rate = option('rate', 10_000)
const seconds = option('seconds', 30)
const body = option('body', 500)
const corpus = process.env.TOCSIN_CORPORA === undefined ? undefined : join(process.env.TOCSIN_CORPORA, 'sigma', 'rules')
const root = fileURLToPath(new URL('../..', import.meta.url))
const data = mkdtempSync(join(tmpdir(), 'tocsin-bench-'))

const rules = corpus !== undefined && existsSync(corpus) ? ['--rules', corpus] : []
const server = spawn(
  process.execPath,
  [join(root, 'apps/cli/bin/tocsin.mjs'), 'serve', '--json', '--port', '0', '--syslog', '0', '--data', data, ...rules],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
try {
  const { url } = JSON.parse(await firstLine(server.stdout))
  const { token: api } = JSON.parse(readFileSync(join(data, 'local.json'), 'utf8'))
  const ask = async (path, options = {}) =>
    (
      await fetch(`${url}${path}`, {
        ...options,
        headers: { authorization: `Bearer ${api}`, 'content-type': 'application/json' },
      })
    ).json()
  const { token } = await ask('/api/tokens', {
    method: 'POST',
    body: JSON.stringify({ name: 'bench', kind: 'ingest' }),
  })

  // A warm start: what is measured is the steady state, not the compiling of rules.
  await send(url, token, Math.min(rate, 1000), 4)
  await settled(ask)
  const before = { cpu: cpuOf(server.pid), status: await ask('/api/status'), at: Date.now() }
  const rss = []
  const began = Date.now()
  const watch = setInterval(() => rss.push({ at: (Date.now() - began) / 1000, kb: rssOf(server.pid) }), 250)
  let sending = true
  const asked = process.argv.includes('--queries') ? dashboard(ask, () => sending) : Promise.resolve([])
  const sender = await send(url, token, rate, seconds)
  sending = false
  const answers = (await asked).sort((a, b) => a - b)
  const underLoad = await ask('/api/status')
  const lag = Date.now()
  await settled(ask)
  clearInterval(watch)
  const after = { cpu: cpuOf(server.pid), status: await ask('/api/status'), at: Date.now() }

  const events = after.status.sinks[0].events - before.status.sinks[0].events
  const findings = after.status.sinks[0].findings - before.status.sinks[0].findings
  const stored = await ask('/api/search', {
    method: 'POST',
    body: JSON.stringify({
      from: 'event',
      time: [0, 8.64e15],
      timeField: 'received',
      measures: [{ kind: 'count' }],
      limit: 1,
    }),
  })
  const stage = (name) => ((after.status.sinks[0].times[name] - before.status.sinks[0].times[name]) / events).toFixed(1)
  const total = ((after.cpu - before.cpu) * 1e6) / events
  console.log(
    `conditions: ${cpus().length} x ${cpus()[0].model.trim()}, Node ${process.version}, generator on the same cores, rules ${rules.length > 0 ? 'start + corpus' : 'start'}`,
  )
  console.log(
    `sent ${sender.sent} acknowledged ${sender.acknowledged} refused requests ${sender.failed} at ${sender.perSecond} events/s; slowest acknowledgement ${sender.slowestMs} ms`,
  )
  console.log(
    `judged ${events}, stored in all ${stored.rows[0].measure0}, findings ${findings}, lost ${sender.acknowledged - events}`,
  )
  console.log(`CPU of the server: ${total.toFixed(1)} us an event (user and system, all threads)`)
  console.log(
    `  of it in the workers: decode ${stage('decode')}, detect ${stage('detect')}, encode ${stage('encode')} us an event`,
  )
  console.log(
    `receive to committed finding under load: p50 ${underLoad.sinks[0].latency.p50.toFixed(0)} ms, p99 ${underLoad.sinks[0].latency.p99.toFixed(0)} ms; caught up ${after.at - lag} ms after the last event`,
  )
  const fifth = (n) => rss.filter(({ at }) => at >= (seconds * n) / 5 && at < (seconds * (n + 1)) / 5)
  const mean = (some) => some.reduce((sum, { kb }) => sum + kb, 0) / Math.max(1, some.length) / 1024
  console.log(
    `RSS in MB, mean of each fifth: ${[0, 1, 2, 3, 4].map((n) => mean(fifth(n)).toFixed(0)).join(', ')}; highest ${(Math.max(...rss.map(({ kb }) => kb)) / 1024).toFixed(0)}`,
  )
  if (answers.length > 0) {
    const share = (of) => answers[Math.floor(answers.length * of)].toFixed(0)
    console.log(`dashboard meanwhile: ${answers.length} answers, p50 ${share(0.5)} ms, p95 ${share(0.95)} ms`)
  }
} finally {
  server.kill('SIGTERM')
  await new Promise((resolve) => server.once('exit', resolve))
  rmSync(data, { recursive: true, force: true })
}

/** What a dashboard asks of the last hour, each two seconds while `going`; milliseconds of each answer. */
async function dashboard(ask, going) {
  const count = [{ kind: 'count' }]
  const questions = [
    { limit: 100 },
    { measures: count, groupBy: [{ kind: 'bucket', seconds: 60 }], limit: 100 },
    { measures: count, groupBy: [{ kind: 'field', field: 'device.hostname' }], limit: 10 },
    { measures: count, where: { kind: 'contains', field: 'process.cmd_line', text: '-enc' }, limit: 1 },
  ]
  const took = []
  while (going()) {
    const now = Date.now()
    const time = [now - 3_600_000, now]
    await Promise.all(
      questions.map(async (question) => {
        const body = JSON.stringify({ from: 'event', time, timeField: 'received', ...question })
        const answer = await ask('/api/search', { method: 'POST', body })
        if (answer.rows === undefined) throw new Error(JSON.stringify(answer))
        took.push(Date.now() - now)
      }),
    )
    await new Promise((wake) => setTimeout(wake, 2000))
  }
  return took
}

function send(url, token, perSecond, howLong) {
  return new Promise((resolve, reject) => {
    const sender = spawn(
      process.execPath,
      [fileURLToPath(new URL('./send.mjs', import.meta.url)), url, token, perSecond, howLong, body],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    let text = ''
    sender.stdout.on('data', (chunk) => {
      text += chunk
    })
    sender.on('exit', (code) =>
      code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`the generator ended with ${code}`)),
    )
  })
}

async function settled(ask) {
  for (let quiet = 0; quiet < 2; ) {
    await new Promise((wake) => setTimeout(wake, 1000))
    const { behind } = await ask('/api/status')
    // ticks go on: a lane is settled when it is behind by no more than those
    quiet = behind[0].frames <= 2 ? quiet + 1 : 0
  }
}

function firstLine(stream) {
  return new Promise((resolve, reject) => {
    let text = ''
    stream.on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
    })
    stream.on('end', () => reject(new Error(`the server ended: ${text}`)))
  })
}

/** Seconds of CPU, user and system (proc(5)). */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Kilobytes (proc(5)). */
function rssOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
}
