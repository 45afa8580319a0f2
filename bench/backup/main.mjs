// Backup, destroy, restore elsewhere: node bench/backup/main.mjs [--events 10000000] [--dir DIR]
// Build first (npx tsc -b). Fills by a replay of syslog lines, so that log, columns and positions are what a server leaves.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'

const { values } = parseArgs({ options: { events: { type: 'string', default: '10000000' }, dir: { type: 'string' } } })
const events = Number(values.events)
const home = mkdtempSync(join(values.dir ?? tmpdir(), 'tocsin-bench-backup-'))
const [data, elsewhere, backups, lines] = ['data', 'elsewhere', 'backups', 'lines.log'].map((name) => join(home, name))
const cli = fileURLToPath(new URL('../../apps/cli/bin/tocsin.mjs', import.meta.url))

console.log(
  `node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, load ${loadavg()[0].toFixed(1)}; ${events} events`,
)
try {
  await writeLines()
  await took('fill', () => tocsin('replay', lines, '--as', 'syslog', '--data', data))
  rmSync(lines)
  const sums = await logSums(data)
  const made = JSON.parse(await took('backup', () => tocsin('backup', backups, '--data', data, '--json')))
  const manifest = JSON.parse(readFileSync(join(made.dir, 'manifest.json'), 'utf8'))
  await took('destroy', async () => rmSync(data, { recursive: true }))
  const back = JSON.parse(await took('restore', () => tocsin('restore', backups, '--data', elsewhere, '--json')))
  const again = JSON.parse(
    await took('backup of it', () => tocsin('backup', join(home, 'again'), '--data', elsewhere, '--json')),
  )
  const second = JSON.parse(readFileSync(join(again.dir, 'manifest.json'), 'utf8'))
  const parts = (one) =>
    one.files.filter(({ path }) => path.endsWith('.parquet')).map(({ path, sha256 }) => `${path} ${sha256}`)
  const found = await logSums(elsewhere)
  const differ = [...sums].filter(([path, sum]) => found.get(path) !== sum).map(([path]) => path)
  console.log(`data ${mega(back.bytes)}, backup ${mega(sizeOf(made.dir))}, ${manifest.files.length} files`)
  console.log(
    `events ${made.events} backed up, ${second.events} restored: ${made.events === second.events ? 'equal' : 'DIFFERENT'}`,
  )
  const rows = Object.entries(manifest.state.rows).filter(([table, count]) => second.state.rows[table] !== count)
  console.log(
    `tables of state: ${rows.length === 0 ? 'equal counts' : `DIFFERENT: ${rows.map(([table]) => table).join(', ')}`}`,
  )
  console.log(
    `parts: ${parts(manifest).length}, ${parts(manifest).join() === parts(second).join() ? 'equal hashes' : 'DIFFERENT'}`,
  )
  console.log(
    `closed segments and archives: ${sums.size}, ${differ.length === 0 ? 'equal hashes' : `DIFFERENT: ${differ.slice(0, 5).join(', ')}`}`,
  )
} finally {
  rmSync(home, { recursive: true, force: true })
}

async function writeLines() {
  const to = createWriteStream(lines)
  const start = Date.now() - 3_600_000
  for (let n = 0; n < events; ) {
    let text = ''
    for (const until = Math.min(events, n + 10_000); n < until; n++) {
      const at = new Date(start + Math.floor((n / events) * 3_500_000)).toISOString()
      text += `<38>1 ${at} pump-${n % 900}.example.org sshd 1 - - connection ${n} from 10.${n % 8}.${n % 250}.7 closed\n`
    }
    if (!to.write(text)) await once(to, 'drain')
  }
  to.end()
  await once(to, 'close')
}

/** SHA-256 of what the log holds and no longer writes to: all but the newest segment of a lane. */
async function logSums(dir) {
  const sums = new Map()
  for (const lane of ['0', '1']) {
    const names = readdirSync(join(dir, 'log', lane))
      .filter((name) => /\.(seg|arc)$/.test(name))
      .sort()
    for (const name of names.slice(0, -1)) {
      const hash = createHash('sha256')
      for await (const chunk of createReadStream(join(dir, 'log', lane, name))) hash.update(chunk)
      sums.set(`${lane}/${name}`, hash.digest('hex'))
    }
  }
  return sums
}

async function tocsin(...args) {
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args], { maxBuffer: 2 ** 26 })
  return stdout
}

async function took(name, work) {
  const began = performance.now()
  const answer = await work()
  console.log(`${name.padEnd(14)} ${((performance.now() - began) / 1000).toFixed(1)} s`)
  return answer
}

function sizeOf(dir) {
  return readdirSync(dir, { withFileTypes: true }).reduce(
    (sum, entry) => sum + (entry.isDirectory() ? sizeOf(join(dir, entry.name)) : statSync(join(dir, entry.name)).size),
    0,
  )
}

function mega(bytes) {
  return `${(bytes / 1e6).toFixed(0)} MB`
}
