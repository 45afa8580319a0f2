import { describe, expect, test } from 'vitest'
import { givenEvent } from '../given.fixture.ts'
import { checkRules, coverageOf } from './coverage.ts'
import { matchOffline } from './match-offline.ts'

const rule = (id: string, logsource: string, detection: string) => `
title: Rule ${id}
id: ${id}
level: low
logsource: { ${logsource} }
detection:
  it: { ${detection} }
  condition: it
`

const whoami = { path: 'r/whoami.yml', text: rule('r-whoami', 'product: windows', 'Image|endswith: whoami.exe') }
const linux = { path: 'r/linux.yml', text: rule('r-linux', 'product: linux, service: sshd', 'user: root') }
const broken = { path: 'r/broken.yml', text: rule('r-broken', 'product: linux', 'user|frobnicate: root') }
const readme = { path: 'r/notes.yml', text: 'these: are notes\n' }

describe('what became of each rule', () => {
  const known = [{ product: 'windows', category: 'process_creation' }]

  test('is said of every file, with place, reason and remedy', () => {
    const checked = checkRules([whoami, linux, broken, readme], known)
    expect(checked.map(({ file, status }) => [file, status])).toEqual([
      ['r/broken.yml', 'refused'],
      ['r/linux.yml', 'asleep'],
      ['r/notes.yml', expect.stringMatching(/other|refused/)],
      ['r/whoami.yml', 'loaded'],
    ])
    const [refused, asleep] = checked
    expect(refused?.line).toBeGreaterThan(0)
    expect(refused?.column).toBeGreaterThan(0)
    expect(refused?.reason).toContain('frobnicate')
    expect(refused?.fix?.length).toBeGreaterThan(0)
    expect(asleep?.reason).toBe('no configured source gives product linux, service sshd')
    expect(asleep?.fix?.length).toBeGreaterThan(0)
  })

  test('adds up', () => {
    const checked = checkRules([whoami, linux, broken], known)
    expect(coverageOf(checked)).toEqual({ loaded: 1, asleep: 1, refused: 1, others: 0 })
  })

  test('calls no rule asleep where the sources are not known', () => {
    expect(checkRules([whoami, linux]).map(({ status }) => status)).toEqual(['loaded', 'loaded'])
  })

  test('a count sleeps when all that it hears sleeps', () => {
    const correlation = `
title: Many
id: c-many
level: high
correlation:
  type: event_count
  rules: [r-linux]
  group-by: [user]
  timespan: 5m
  condition: { gte: 3 }
`
    const checked = checkRules([linux, { path: 'r/many.yml', text: correlation }], known)
    expect(checked.map(({ rule: id, status }) => [id, status])).toEqual([
      ['r-linux', 'asleep'],
      ['c-many', 'asleep'],
    ])
  })
})

describe('matching without a stream', () => {
  const events = [givenEvent(1, { Image: 'C:\\whoami.exe' }), givenEvent(2, { user: 'root' }), givenEvent(3, {})]

  async function matches(...args: Parameters<typeof matchOffline>) {
    const found = []
    for await (const match of matchOffline(...args)) found.push(match)
    return found
  }

  test('names event and rule of each match, by the logsources that the events state', async () => {
    expect(await matches([whoami, linux], events)).toEqual([{ event: 0, rule: 'r-whoami' }])
  })

  test('asks every rule of every event when told so', async () => {
    expect(await matches([whoami, linux], events, { logsources: 'all' })).toEqual([
      { event: 0, rule: 'r-whoami' },
      { event: 1, rule: 'r-linux' },
    ])
  })
})
