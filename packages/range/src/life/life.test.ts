import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { storyNames } from '../stories/story.ts'
import { tellStory } from '../stories/tell.ts'
import { buildTown } from '../town/town.ts'
import { conduitPlans } from '../town/zones.ts'
import { live } from './life.ts'
import { busyAt, hour, isDark, weatherAt } from './rhythm.ts'
import type { Said } from './said.ts'

const { things } = buildTown({ assets: 2000 })
const monday = Date.UTC(2026, 5, 7, 23)
const morning = { seed: 3, from: monday + 6 * hour, until: monday + 9 * hour, rate: 0.5 }

describe('life', () => {
  test('is the same for the same seed, to the byte, and another for another', () => {
    expect(digest(live(things, morning))).toBe(digest(live(things, morning)))
    expect(digest(live(things, { ...morning, seed: 4 }))).not.toBe(digest(live(things, morning)))
  })

  test('goes forward in time, and says nothing before it begins or after it ends', () => {
    let last = morning.from
    for (const { time } of live(things, morning)) {
      expect(time).toBeGreaterThanOrEqual(last)
      expect(time).toBeLessThan(morning.until + 1000)
      last = time
    }
  })

  test('a second half is what the whole says after its middle', () => {
    const middle = morning.from + 1.5 * hour
    const whole = [...live(things, morning)].filter(({ time }) => time >= middle)
    expect([...live(things, { ...morning, from: middle })]).toEqual(whole)
  })

  test('speaks over all three wires, in forms that can be read', () => {
    const wires = new Set<string>()
    for (const { over, payload } of live(things, morning)) {
      wires.add(over)
      if (over === 'syslog') expect(payload).toMatch(/^<\d{1,3}>1 \S+ \S+ \S+ \S+ - - ./)
      else expect(() => JSON.parse(payload)).not.toThrow()
    }
    expect([...wires].sort()).toEqual(['http', 'mqtt', 'syslog'])
  })

  test.each([10, 10_000])('says %i readings a second in the busiest hour', (rate) => {
    const from = monday + 8 * hour
    const seconds = 3
    const said = [...live(things, { seed: 1, from, until: from + seconds * 1000, rate })]
    const readings = said.filter(({ over }) => over === 'mqtt').length
    expect(readings / seconds).toBeGreaterThan(rate * 0.95)
    expect(readings / seconds).toBeLessThan(rate * 1.1)
  })

  test('conversations go by the conduits of the plan, between addresses of their zones', () => {
    const zoneOf = new Map(things.map(({ ip, zone }) => [ip, zone]))
    const meant = new Set(conduitPlans.map(({ from, to, port }) => `${from} ${to} ${port}`))
    const gone = new Set<string>()
    for (const { by, payload } of live(things, { ...morning, rate: 2 })) {
      if (by !== 'suricata') continue
      const { src_ip: from, dest_ip: to, dest_port: port } = JSON.parse(payload)
      const zone = (ip: string) => (ip.startsWith('203.0.113.') ? 'internet' : zoneOf.get(ip))
      gone.add(`${zone(from)} ${zone(to)} ${port}`)
    }
    expect([...gone].filter((way) => !meant.has(way))).toEqual([])
    expect(gone.size).toBeGreaterThan(meant.size / 2)
  })

  test('a working day has a rush at eight, a Sunday has none, and nights are dark', () => {
    expect(busyAt(monday + 8 * hour)).toBeGreaterThan(2 * busyAt(monday - 24 * hour + 8 * hour))
    expect(isDark(monday + 2 * hour)).toBe(true)
    expect(isDark(monday + 13 * hour)).toBe(false)
    expect(weatherAt(Date.UTC(2026, 6, 10, 14), 1).temperature).toBeGreaterThan(
      weatherAt(Date.UTC(2026, 0, 10, 4), 1).temperature,
    )
  })
})

describe('stories', () => {
  test.each(storyNames)('%s happens in order, and says nowhere what it is', (name) => {
    const { records, truth } = tellStory(name, things, monday)
    expect(truth.length).toBeGreaterThanOrEqual(3)
    expect([...records].sort((a, b) => a.time - b.time)).toEqual(records)
    for (const { payload } of records) {
      expect(payload).not.toContain(name)
      for (const { technique, says } of truth) {
        expect(payload).not.toContain(technique)
        expect(payload).not.toContain(says.fr)
      }
    }
    for (const { time } of truth) expect(records.some((record) => record.time >= time)).toBe(true)
  })

  test('a story is lived among all that happens besides', () => {
    const { records } = tellStory('traffic-takeover', things, morning.from + hour)
    const lived = [...live(things, { ...morning, story: records })]
    for (const record of records) expect(lived).toContain(record)
    expect(lived.length - records.length).toBe([...live(things, morning)].length)
  })
})

function digest(records: Iterable<Said>): string {
  const hash = createHash('sha256')
  for (const record of records) hash.update(JSON.stringify(record))
  return hash.digest('hex')
}
