import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cityOf, record } from '@tocsin/city'
import { openCityVersions } from '@tocsin/inventory'
import { manualClock } from '@tocsin/kit'
import { cityContent, everything, openSegmentLog } from '@tocsin/store'
import { packRules } from '@tocsin/watch'
import { afterAll, expect, test } from 'vitest'
import { type BackTestReport, runBackTest } from './run-back-test.ts'

const noon = Date.parse('2026-11-20T12:00:00Z')
const hour = 3_600_000
const dir = mkdtempSync(join(tmpdir(), 'as-then-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const rule = `title: From the water zone
id: r-water
level: high
logsource: {product: doors}
detection:
  zone: {seen.source.zone: water}
  condition: zone
`
const bundle = packRules([{ path: 'rules/water.yml', text: rule }]).bytes

test('the past is recognised by the version of the city that stood then, also from the middle of the log', async () => {
  const clock = manualClock(noon)
  const log = openSegmentLog({ dir, lane: 0, clock })
  let networks = ['10.2.0.0/16']
  const versions = openCityVersions({
    keeper: {
      city: () => cityOf({ zones: [zone(networks)] }, noon),
      number: () => networks.length,
      heard: () => () => {},
    },
    modes: () => new Map(),
    nameOf: cityContent,
    last: undefined,
    publish: ({ control, contents }) => log.control(control, ...contents.map(([, bytes]) => bytes)),
  })
  const come = async (step: number) => {
    clock.set(noon + step * hour)
    const line = { logsource: { product: 'doors' }, src_ip: step < 4 ? '10.2.0.7' : '10.3.0.7' }
    await log.append([
      {
        ...{ kind: 'data', realm: 'real', origin: 'proven', source: 'doors', decoder: 'json', peer: '', key: 'doors' },
        payload: new TextEncoder().encode(JSON.stringify(line)),
      },
    ])
  }
  await come(0)
  await versions.next()
  await come(1)
  log.rotate()
  await come(2)
  log.rotate()
  await come(4)
  networks = ['10.2.0.0/16', '10.3.0.0/16']
  await versions.next()
  await come(5)
  await log.close()

  const days = (from: number) => {
    const start = {
      logDir: dir,
      lane: 0,
      from: noon + from * hour,
      until: noon + 24 * hour,
      scope: everything,
      erased: [],
    }
    const steps = runBackTest({ ...start, sides: [{ bundle, tried: { kind: 'rule', id: 'r-water' } }] }, () => 0)
    let step = steps.next()
    while (step.done !== true) step = steps.next()
    const report: BackTestReport = step.value
    return [report.sides[0]?.events, report.sides[0]?.hits, report.notes]
  }
  // Not the first, which came before anything was known; nor that of another network until it was declared.
  expect(days(0)).toEqual([5, 3, []])
  expect(days(2)).toEqual([3, 2, []])
})

function zone(networks: readonly string[]) {
  const made = record('zones', 'water', { networks }, { source: 'list', time: noon, confidence: 'declared' })
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  return made.value
}
