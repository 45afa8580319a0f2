import { fc, test } from '@fast-check/vitest'
import { loadRules } from '@tocsin/sigma'
import { expect } from 'vitest'
import { givenEvent } from '../given.fixture.ts'
import { aCorrelation, aHit, aRule } from '../given-rule.fixture.ts'
import { correlationFinding, findingOf } from './finding.ts'
import { filled, tellingOf } from './telling.ts'

const custom = {
  title: { fr: 'Compte devenu administrateur' },
  reason: { en: '{who} made {whom} an administrator', fr: '{who} a rendu {whom} administrateur' },
  advice: { en: 'Ask the help desk.', fr: 'Demandez au support.' },
  benign: { fr: ['Le support au travail'] },
}

test('a finding speaks in the words of its rule, its places filled from the event', () => {
  const finding = findingOf(aRule({ custom }), [], givenEvent(1, { who: 'a.petit', whom: 'maint' }))
  expect(finding.detector.says).toEqual({ en: 'Odd command', fr: 'Compte devenu administrateur' })
  expect(finding.advice?.fr).toBe('Demandez au support.')
  expect(finding.reason).toEqual({
    en: 'On gw-01.example.org, “Odd command”: a.petit made maint an administrator.',
    fr: 'Sur gw-01.example.org, «\u00a0Compte devenu administrateur\u00a0»\u00a0: a.petit a rendu maint administrateur.',
  })
})

test('where the event lacks a value, the house’s own sentence stands', () => {
  const { reason } = findingOf(aRule({ custom }), [], givenEvent(1, { who: 'a.petit' }))
  expect(reason.en).toBe('On gw-01.example.org, “Odd command”.')
})

test('a correlation fills its places from its group, and says how much beside', () => {
  const said = { reason: { en: 'guesses came from {IpAddress}', fr: 'des essais viennent de {IpAddress}' } }
  const hit = aHit({ correlation: aCorrelation({ custom: said }) })
  expect(correlationFinding(hit, 'real', new Map(), 0).reason.en).toContain(
    'guesses came from 198.51.100.7 (31 events in 4 min 10 s)',
  )
})

test('values that would act on a screen are escaped, and empty ones are no values', () => {
  const words = { en: 'by {user}', fr: 'par {user}' }
  expect(filled(words, () => 'a\u202eb\n')?.en).toBe('by a\\u{202e}b\\n')
  expect(filled(words, () => '')).toBeUndefined()
  expect(filled(words, () => [])).toBeUndefined()
  expect(filled(words, () => ['x', 'y'])?.fr).toBe('par x')
})

test.prop([fc.jsonValue()])(
  'whatever another author keeps under the key, a rule is told without an exception',
  (plain) => {
    const rule = aRule({ custom: JSON.parse(JSON.stringify(plain)) })
    expect(Array.isArray(tellingOf(rule).benign)).toBe(true)
  },
)

test('the loader keeps the attribute as plain data without a prototype', () => {
  const text =
    'title: t\nlogsource: {product: p}\ndetection: {s: {a: 1}, condition: s}\ntocsin:\n  __proto__: {x: 1}\n  title: {fr: t}\n'
  const [rule] = loadRules([{ path: 'r.yml', text }]).rules
  expect(Object.getPrototypeOf(rule?.custom)).toBeNull()
  expect(tellingOf(rule ?? aRule()).title).toEqual({ en: 't', fr: 't' })
})
