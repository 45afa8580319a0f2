import type { Said } from '@tocsin/capability'
import { expect, test } from 'vitest'
import { givenEvent, givenFrame } from '../given.fixture.ts'
import { groupOf } from '../incidents/grouping.ts'
import { fieldsOf, toldId } from './finding.ts'
import { handStage } from './stage.ts'

const told = {
  key: 'k-1',
  who: 'ada',
  title: 'The guard of the pumping station calls: a door stands open',
  observed: 'He heard it at 02:10, and nobody is planned to be there.',
  severity: 'high',
  observables: [{ kind: 'host', value: 'plc-04' }],
  events: [{ event: '3.7.0', time: 1_772_352_000_000, source: 'doors' }],
} as const

function judged(but: object = {}, fields: object = fieldsOf(told)) {
  const out: Said[] = []
  const event = givenEvent(1, fields as Record<string, string>, {
    source: 'tocsin/hand/Eau',
    decoder: 'tocsin',
    ...but,
  })
  handStage().judge(event, givenFrame(event, 'the note'), {
    say: (one) => out.push(one),
    mark: () => {},
    fail: () => {},
  })
  return out
}

test('what a person tells is a finding with their words, whom it names, and the record beside the events', () => {
  const [said] = judged()
  expect(said?.finding).toMatchObject({
    id: toldId('k-1'),
    detector: { kind: 'person', id: 'tocsin:by-hand' },
    severity: 'high',
    reason: { en: told.title, fr: told.title },
    observables: told.observables,
    evidence: [
      {
        event: '3.1.0',
        source: 'tocsin/hand/Eau',
        matched: [
          { field: 'observed', value: told.observed },
          { field: 'told_by', value: 'ada' },
        ],
      },
      { event: '3.7.0', source: 'doors', matched: [] },
    ],
  })
  expect(new TextDecoder().decode(said?.frames[0]?.bytes)).toBe('the note')
})

test('it is a matter of its own, whatever else is said of the same host', () => {
  const [one, other] = [judged(), judged({}, fieldsOf({ ...told, key: 'k-2' }))].map(([said]) => said?.finding)
  expect(one && other && groupOf(one) !== groupOf(other)).toBe(true)
})

test('nobody but Tocsin itself tells so: not another source, an unproven one, or a replayed file', () => {
  for (const but of [{ source: 'syslog' }, { source: 'tocsin/handy' }, { origin: 'claimed' }, { realm: 'replay' }]) {
    expect(judged(but)).toEqual([])
  }
})

test('a record that tells of nothing is no finding', () => {
  for (const missing of ['key', 'title', 'severity'])
    expect(judged({}, { ...fieldsOf(told), [missing]: '' }).length).toBeLessThan(2)
  expect(judged({}, { action: 'open' })).toEqual([])
})
