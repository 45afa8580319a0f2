import { fc, test } from '@fast-check/vitest'
import type { Mark, Said } from '@tocsin/capability'
import type { Event, Seen } from '@tocsin/event'
import type { ZoneId } from '@tocsin/kit'
import { describe, expect } from 'vitest'
import { morning } from '../given.fixture.ts'
import { givenEvent } from '../learn/given-learning.fixture.ts'
import { mostPorts } from './unmeant-finding.ts'
import { conduitsStage } from './unmeant-flow.ts'
import { unmeantFlows } from './unmeant-shard.ts'

interface Flow {
  readonly port?: number
  readonly app?: string
  /** Minutes after the morning. */
  readonly at?: number
  readonly source?: string
  readonly seen?: Partial<Seen>
}

function flowEvent({ port = 502, app = 'modbus', at = 0, source = 'firewall', seen = {} }: Flow): Event {
  return givenEvent(
    {},
    {
      at60: at * 60,
      source,
      origin: 'address',
      ocsf: {
        'src_endpoint.ip': '10.1.0.5',
        'dst_endpoint.ip': '10.2.0.9',
        'dst_endpoint.port': port,
        'connection_info.protocol_name': 'TCP',
        app_name: app,
      },
      seen: {
        version: 3,
        assets: [],
        ...{ sourceZone: 'office' as ZoneId, targetZone: 'water' as ZoneId, flow: 'without', mode: 'enforce' },
        ...seen,
      },
    },
  )
}

function marksOf(flows: readonly Flow[]): Mark[] {
  const stage = conduitsStage()
  return flows.flatMap((flow) => {
    const event = flowEvent(flow)
    const marks: Mark[] = []
    stage.judge(event, {} as never, {
      say: () => {},
      mark: (mark) => marks.push(structuredClone({ ...mark, at: event.at, received: event.received })),
      fail: () => {},
    })
    return marks
  })
}

function judged(marks: readonly Mark[], restartAfter = -1): Said[] {
  const said: Said[] = []
  let shard = unmeantFlows.open(0)
  for (const [n, mark] of marks.entries()) {
    shard.take(mark, { streamTime: mark.received }, (one) => said.push(one))
    if (n !== restartAfter) continue
    const kept = shard.snapshot()
    shard = unmeantFlows.open(0)
    if (kept !== undefined) shard.restore(kept)
  }
  return said
}

describe('a flow without a conduit', () => {
  test('is one finding for its zones, protocol and port, with whom, over what, and the record', () => {
    const [said, ...more] = judged(marksOf([{}, {}, { at: 600 }, { source: 'sensor' }]))
    expect(more).toEqual([])
    expect(said?.finding).toMatchObject({
      detector: { kind: 'city', id: 'tocsin:flow-without-conduit' },
      severity: 'medium',
      confidence: 0.7,
      observables: [
        { kind: 'address', value: '10.1.0.5' },
        { kind: 'address', value: '10.2.0.9' },
      ],
      reason: {
        en: '10.1.0.5 (zone office) speaks with 10.2.0.9 (zone water) over tcp 502 (modbus), and no conduit is meant for it.',
        fr: '10.1.0.5 (zone office) dialogue avec 10.2.0.9 (zone water) en tcp 502 (modbus), et aucun conduit ne le prévoit.',
      },
      events: 1,
    })
    expect(said?.finding.evidence).toHaveLength(1)
  })

  test('that goes on for days is said once a day, with how often it was meanwhile and of whose records', () => {
    const [first, again, ...more] = judged(
      marksOf([{}, { at: 5 }, { at: 9, source: 'sensor' }, { at: 1441 }, { at: 1442 }]),
    )
    expect(more).toEqual([])
    expect(first?.finding.id).not.toBe(again?.finding.id)
    expect(again?.finding).toMatchObject({ events: 3, time: morning + 1441 * 60_000 })
    expect(again?.finding.reason.en).toContain('2 more since')
    expect(again?.alsoOf).toEqual(['firewall', 'sensor'])
  })

  test('is silent where a zone learns or is reviewed, where a conduit is meant, and within a zone', () => {
    const quiet: Partial<Seen>[] = [{ mode: 'learn' }, { mode: 'review' }, { flow: 'meant' }, { flow: 'within' }]
    expect(marksOf(quiet.map((seen) => ({ seen })))).toEqual([])
  })

  test('over more ports than can be told apart is one finding more, and no flood', () => {
    const said = judged(marksOf(Array.from({ length: 2000 }, (_, port) => ({ port: port + 1, at: port / 100 }))))
    expect(said).toHaveLength(mostPorts + 1)
    expect(said.at(-1)?.finding.reason.fr).toContain('plus de 20 ports')
  })

  test('what a sender calls its protocol moves no cursor', () => {
    const [said] = judged(marksOf([{ app: 'a\u001b[2Jb\u202e' }]))
    expect(said?.finding.reason.en).toContain('(a [2jb )'.replace('j', 'J'))
  })
})

test.prop([
  fc.array(fc.record({ port: fc.integer({ min: 1, max: 30 }), at: fc.nat(4000) }), { minLength: 1, maxLength: 60 }),
  fc.nat(60),
])('a restart says what would have been said', (flows, restart) => {
  const marks = marksOf([...flows].sort((a, b) => a.at - b.at))
  expect(judged(marks, restart % marks.length)).toEqual(judged(marks))
})
