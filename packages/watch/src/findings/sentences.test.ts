import { fc, test } from '@fast-check/vitest'
import type { MatchedField } from '@tocsin/event'
import type { CorrelationHit, CorrelationKind } from '@tocsin/sigma'
import { describe, expect } from 'vitest'
import { french } from '../given.fixture.ts'
import { aCorrelation, aHit } from '../given-rule.fixture.ts'
import { duration } from './duration.ts'
import { alertExcerpt, excerpts, windowExcerpt } from './excerpt.ts'
import { correlationReason, reason } from './reason.ts'
import { shown, shownLength } from './shown.ts'

const host = { kind: 'host', value: 'srv-01.example.org' } as const

function matched(field: string, value: string, asked: string, start: number, end: number): MatchedField {
  return { field, value, asked, ranges: [[start, end]] }
}

describe('the reason of a finding', () => {
  test('says where, what the rule says, and the field that tells most', () => {
    const fields = [
      matched('Image', 'C:\\powershell.exe', 'ends with \\powershell.exe', 2, 17),
      matched('CommandLine', 'powershell -enc AAAA', 'contains  -enc ', 10, 16),
    ]
    expect(reason('Encoded PowerShell command line', host, 'windows', fields)).toEqual({
      en: 'On srv-01.example.org, “Encoded PowerShell command line”: CommandLine contains “ -enc ”.',
      fr: french('Sur srv-01.example.org, «_Encoded PowerShell command line_»_: CommandLine contient «_ -enc _».'),
    })
  })

  test('speaks of an address, an account, a device, or the source where nobody is named', () => {
    const said = (about: Parameters<typeof reason>[1]) => reason('T', about, 'zeek', []).fr
    expect(said({ kind: 'address', value: '192.0.2.7' })).toBe(french('Adresse 192.0.2.7, «_T_».'))
    expect(said({ kind: 'account', value: 'ada' })).toBe(french('Compte ada, «_T_».'))
    expect(said({ kind: 'device', value: 'lamp-7' })).toBe(french('Sur l’équipement lamp-7, «_T_».'))
    expect(said(undefined)).toBe(french('Dans la source zeek, «_T_».'))
  })

  test('calls a keyword a word of the record', () => {
    expect(reason('T', host, 's', [matched('', 'su: FAILED', 'contains failed', 4, 10)]).en).toBe(
      'On srv-01.example.org, “T”: the record contains “failed”.',
    )
  })

  test.each([
    ['is 4688', 'EventID is “4688”', 'EventID vaut «_4688_»'],
    ['is above 90 (case matters)', 'EventID is above 90', 'EventID dépasse 90'],
    ['lies in 192.0.2.0/24', 'EventID lies in 192.0.2.0/24', 'EventID appartient à 192.0.2.0/24'],
    ['is absent or null', 'EventID is absent or null', 'EventID est absent ou nul'],
    ['equals the field Other', 'EventID equals the field Other', 'EventID égale le champ Other'],
    ['was never heard of', 'EventID is “4688”', 'EventID vaut «_4688_»'],
  ])('words what was asked in both languages: %s', (asked, en, fr) => {
    const words = reason('T', host, 's', [matched('EventID', '4688', asked, 0, 4)])
    expect(words.en).toBe(`On srv-01.example.org, “T”: ${en}.`)
    expect(words.fr).toBe(french(`Sur srv-01.example.org, «_T_»_: ${fr}.`))
  })

  test.prop([
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom('contains ', 'is ', ''),
  ])('never carries a control or formatting character, and stays short, whatever the event holds', (a, b, c, verb) => {
    const words = reason(a, { kind: 'host', value: b }, c, [
      { field: b, value: c, asked: `${verb}${a}`, ranges: [[0, c.length]] },
    ])
    for (const text of [words.en, words.fr]) {
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      expect(text.length).toBeLessThan(5 * shownLength)
    }
  })
})

describe('the reason of a correlation', () => {
  const hit = (type: CorrelationKind, but: Partial<CorrelationHit> = {}) =>
    aHit({ correlation: aCorrelation({ type }), ...but })
  const address = { kind: 'address', value: '198.51.100.7' } as const

  test('says how many, in what time, for which group', () => {
    expect(correlationReason(hit('event_count'), address, 's')).toEqual({
      en: 'Address 198.51.100.7, “Many failed sign-ins”: 31 events in 4 min 10 s, where IpAddress is 198.51.100.7 and Computer is gw-01.',
      fr: french(
        'Adresse 198.51.100.7, «_Many failed sign-ins_»_: 31 événements en 4_min 10_s, où IpAddress vaut 198.51.100.7 et Computer vaut gw-01.',
      ),
    })
  })

  test('says what was counted', () => {
    const said = (type: CorrelationKind, value: number) =>
      correlationReason(hit(type, { value, group: [] }), address, 's').en
    expect(said('value_count', 12)).toContain('12 different values of TargetUserName in 4 min 10 s.')
    expect(said('value_sum', 1234.56789)).toContain('TargetUserName adds up to 1234.568 in')
    expect(said('value_avg', 3)).toContain('TargetUserName is 3 on average over 31 events')
    expect(said('value_percentile', 9)).toContain('percentile 95 of TargetUserName is 9 over 31 events')
    expect(said('temporal', 3)).toContain('31 different signs together')
    expect(said('temporal_ordered', 3)).toContain('31 different signs in this order')
  })

  test('says that nothing was heard where that is the point', () => {
    expect(correlationReason(hit('event_count', { tags: [], count: 0, group: [] }), undefined, 'water').en).toBe(
      'In source water, “Many failed sign-ins”: nothing heard in 5 min.',
    )
  })
})

describe('a shown value', () => {
  test('shows control characters as escapes', () => {
    expect(shown('a\tb\nc\u001b[31m\u202e\u0000')).toBe('a\\tb\\nc\\x1b[31m\\u{202e}\\x00')
  })

  test('is cut with an ellipsis, never through a surrogate pair', () => {
    expect(shown('x'.repeat(500))).toHaveLength(shownLength)
    expect(shown(`${'x'.repeat(118)}🔔🔔`)).toBe(`${'x'.repeat(118)}…`)
  })

  test('of another type is its text', () => {
    expect([shown(4688), shown(null), shown(true)]).toEqual(['4688', 'null', 'true'])
  })
})

describe('a duration', () => {
  test.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1000, '1 s'],
    [250_000, '4 min 10 s'],
    [720_000, '12 min'],
    [3_900_000, '1 h 5 min'],
    [90_000_000, '1 d 1 h'],
    [172_800_000, '2 d'],
  ])('of %i ms is %s', (milliseconds, words) => {
    expect(duration(milliseconds)).toBe(words)
  })

  test('is French with j for a day and no-break spaces', () => {
    expect(duration(90_000_000, 'fr')).toBe(french('1_j 1_h'))
  })
})

describe('an excerpt', () => {
  const long = fc
    .tuple(fc.string({ maxLength: 9000, minLength: 0 }), fc.nat(9000), fc.nat(60))
    .map(([text, at, length]) => {
      const start = Math.min(at, text.length)
      const end = Math.min(start + length, text.length)
      return { text, start, end }
    })

  test.prop([long, fc.constantFrom(alertExcerpt, windowExcerpt)])(
    'is bounded, and its first range still marks what matched',
    ({ text, start, end }, limits) => {
      const [short] = excerpts([matched('f', text, 'contains x', start, end)], limits)
      const value = String(short?.value)
      expect(value.length).toBeLessThanOrEqual(limits.length)
      for (const [from, to] of short?.ranges ?? []) {
        expect(text.slice(start, end).startsWith(value.slice(from, to).replace(/…$/, ''))).toBe(true)
        expect(from).toBeLessThan(to)
      }
      if (end > start && text.length <= limits.length) expect(short?.ranges).toEqual([[start, end]])
      if (end > start) expect(short?.ranges).toHaveLength(1)
    },
  )
})
