import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildTown, live, storyNames, tellStory } from '../../packages/range/dist/index.js'
import { root } from '../../scripts/run.mjs'

/**
 * Ordinary days of the sample city and each of its stories, judged by the rules to start with in the replay lane, where records are
 * received at their own times.
 *
 *   node bench/range/main.mjs [--days 7] [--rate 0.5] [--assets 12000] [--seed 1] [--json]
 *
 * Prints incidents for each 8 hours of the ordinary days, and for each story those that name what it truly is about.
 * Exit code 3 where more than 10 came in some 8 hours, or a story raised none.
 */
const { values: given } = parseArgs({
  options: {
    days: { type: 'string', default: '7' },
    rate: { type: 'string', default: '0.5' },
    assets: { type: 'string', default: '12000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
})
const [days, rate, assets, seed] = [given.days, given.rate, given.assets, given.seed].map(Number)
const hour = 3_600_000
const most = 10
/** A Monday, midnight of the town. */
const begins = Date.UTC(2026, 5, 7, 23)
const town = buildTown({ assets, seed })
const work = mkdtempSync(join(tmpdir(), 'tocsin-range-'))
try {
  const ordinary = judged('ordinary', { from: begins, until: begins + days * 24 * hour, rate, seed })
  const windows = Array.from({ length: days * 3 }, () => 0)
  for (const { first } of ordinary.incidents) windows[Math.floor((first - begins) / (8 * hour))]++
  // One night with all of them, one after the other: what each raises is told apart by whom it is about.
  const night = begins + 2 * 24 * hour + 1.2 * hour
  const told = storyNames.map((name, n) => tellStory(name, town.things, night + (0.5 + n * 1.2) * hour, seed))
  const records = told.flatMap((story) => story.records).sort((one, other) => one.time - other.time)
  const troubled = judged('stories', { from: night, until: night + 5 * hour, rate, seed, story: records })
  const stories = told.map(({ name, truth }) => {
    const about = new Set(truth.flatMap((step) => step.about.map((one) => one.toLowerCase())))
    const own = troubled.incidents.filter((one) => one.about !== undefined && named(one.about.value, about))
    return { name, incidents: own.length, severities: own.map(({ severity }) => severity), titles: own.map(titleOf) }
  })
  const worst = Math.max(...windows)
  if (given.json) console.log(JSON.stringify({ events: ordinary.stored, windows, worst, stories }))
  else {
    console.log(
      `range: ${days} ordinary days, ${ordinary.stored} events, ${ordinary.incidents.length} incidents; by 8 hours ${windows.join(' ')}`,
    )
    for (const one of ordinary.incidents) {
      console.log(`  ${new Date(one.first).toISOString().slice(0, 16)} ${one.severity} ${titleOf(one)}`)
    }
    for (const { name, incidents, titles } of stories)
      console.log(`range: ${name}: ${incidents} incidents: ${titles.join('; ')}`)
    console.log(
      `range: ${Math.round(ordinary.seconds)} s for the ordinary days, ${Math.round(ordinary.stored / ordinary.seconds)} events/s with two workers`,
    )
  }
  if (worst > most || stories.some(({ incidents }) => incidents === 0)) process.exitCode = 3
} finally {
  rmSync(work, { recursive: true, force: true })
}

function titleOf({ detectors, about, findings }) {
  return `${detectors.map(({ title }) => title).join(', ')} (${about?.value ?? 'nothing named'}, ${findings})`
}

/** A finding names a host with or without its domain, an account with or without its own. */
function named(value, about) {
  const said = value.toLowerCase()
  return about.has(said) || about.has(said.split('\\').at(-1)) || [...about].some((one) => one.split('.')[0] === said)
}

function judged(name, options) {
  const file = join(work, `${name}.ndjson`)
  write(file, live(town.things, options))
  const started = Date.now()
  const data = join(work, `data-${name}`)
  const run = spawnSync(
    process.execPath,
    [join(root, 'apps', 'cli', 'bin', 'tocsin.mjs'), 'replay', file, '--as', 'hec', '--json', '--data', data],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  )
  if (run.status !== 0) throw new Error(`the replay of ${name} ended with ${run.status}: ${run.stderr}`)
  const report = JSON.parse(run.stdout.trim().split('\n').at(-1))
  rmSync(data, { recursive: true, force: true })
  rmSync(file)
  if (report.refused > 0) throw new Error(`${report.refused} records were refused: ${JSON.stringify(report.reasons)}`)
  return { ...report, seconds: (Date.now() - started) / 1000 }
}

/** Every record in one file: the envelope of an HTTP collector holds lines and JSON alike. */
function write(file, records) {
  const out = openSync(file, 'wx')
  let gathered = ''
  for (const { time, over, by, payload } of records) {
    const event = over === 'syslog' ? payload : JSON.parse(payload)
    gathered += `${JSON.stringify({ time: time / 1000, source: `${over}/${by}`, event })}\n`
    if (gathered.length > 1_000_000) {
      writeSync(out, gathered)
      gathered = ''
    }
  }
  writeSync(out, gathered)
  closeSync(out)
}
