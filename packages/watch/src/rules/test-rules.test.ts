import { fc, test as property } from '@fast-check/vitest'
import { readRuleTests } from '@tocsin/sigma'
import { describe, expect, test } from 'vitest'
import { testRules } from './test-rules.ts'

const rule = {
  path: 'r/login.yml',
  text: `
title: A login failed
id: r-login
name: failed
logsource: {product: linux}
detection: {it: {action: login, outcome: failure}, condition: it}
`,
}
const many = {
  path: 'r/many.yml',
  text: `
title: Many
id: c-many
correlation:
  type: event_count
  rules: [failed]
  group-by: [user]
  timespan: 1m
  condition: {gte: 3}
`,
}
const loginTests = (native: string, kind = 'positive') => ({
  path: 'r/login.test.yml',
  text: `rule: r-login
positive:
  - says: a wrong password
    logsource: {product: linux}
    native: {action: login, outcome: failure}
${kind}:
  - says: the one in question
    logsource: {product: linux}
    native: {${native}}
`.replace(/\npositive:\n {2}- says: the one/, '\n  - says: the one'),
})

describe('rules are judged by the tests beside them', () => {
  test('an event passes where the rule does what the test says', () => {
    const tested = testRules([rule], [loginTests('action: login, outcome: success', 'negative')])
    expect(tested.map(({ status, kind, says }) => [status, kind, says])).toEqual([
      ['passed', 'positive', 'a wrong password'],
      ['passed', 'negative', 'the one in question'],
    ])
  })

  test('a silent rule fails with its place and what it waited for', () => {
    const failed = testRules([rule], [loginTests('action: login')])[1]
    expect(failed).toMatchObject({ status: 'failed', file: 'r/login.test.yml', line: 6, column: 5 })
    expect(failed?.fix).toContain('it waits for: outcome is failure')
  })

  test('a rule that speaks where it must not fails', () => {
    const tested = testRules([rule], [loginTests('action: LOGIN, outcome: failure', 'negative')])
    expect(tested[1]).toMatchObject({ status: 'failed', reason: 'the rule speaks', line: 7 })
  })

  test('a rule that waits for another logsource says so', () => {
    const [failed] = testRules(
      [rule],
      [{ ...loginTests('a: b'), text: loginTests('action: login').text.replace('product: linux', 'product: aix') }],
    )
    expect(failed?.fix).toContain('its logsource is not that of the event')
  })

  test('a correlation is judged by a sequence, in event time', () => {
    const sequence = (every: string) => `
  - says: three, ${every} apart
    sequence:
      - repeat: 3
        every: ${every}
        logsource: {product: linux}
        native: {action: login, outcome: failure, user: ann}`
    const tests = {
      path: 'r/many.test.yml',
      text: `rule: c-many\npositive:${sequence('10s')}\nnegative:${sequence('40s')}\n`,
    }
    expect(testRules([rule, many], [tests]).map(({ status, rule: id }) => [status, id])).toEqual([
      ['untested', 'r-login'],
      ['passed', 'c-many'],
      ['passed', 'c-many'],
    ])
  })

  test('a rule that only a tested correlation of its file hears is tested with it', () => {
    const both = { path: 'r/many.yml', text: `${many.text}---${rule.text}` }
    const tests = {
      path: 'r/many.test.yml',
      text: 'rule: c-many\npositive:\n  - says: a\n    logsource: {product: linux}\n    native: {a: b}\n',
    }
    expect(testRules([both], [tests]).map(({ status }) => status)).toEqual(['failed'])
  })

  test('a correlation on absence is judged by time that passes', () => {
    const absence = { path: 'r/many.yml', text: many.text.replace('gte: 3', 'lt: 1') }
    const tests = {
      path: 'r/many.test.yml',
      text: `rule: c-many
positive:
  - says: one, then nothing
    sequence:
      - logsource: {product: linux}
        native: {action: login, outcome: failure, user: ann}
      - after: 10m
negative:
  - says: one just now
    logsource: {product: linux}
    native: {action: login, outcome: failure, user: ann}
`,
    }
    const tested = testRules([rule, absence], [tests]).filter(({ rule: id }) => id === 'c-many')
    expect(tested.map(({ status }) => status)).toEqual(['passed', 'passed'])
  })

  test('a rule without tests, and tests without a rule, are told', () => {
    expect(testRules([rule], [])).toMatchObject([
      { status: 'untested', rule: 'r-login', file: 'r/login.yml', fix: expect.stringContaining('r/login.test.yml') },
    ])
    const lost = loginTests('a: b')
    expect(testRules([], [lost])).toMatchObject([{ status: 'refused', line: 1, column: 7 }])
    const astray = { ...lost, path: 'r/elsewhere.test.yml' }
    expect(testRules([rule], [astray])[0]).toMatchObject({ status: 'refused', reason: 'r-login stands in r/login.yml' })
  })
})

describe('a test file is refused where it is wrong', () => {
  test.each([
    ['rule: [', 1],
    ['- a\n', 1],
    ['positive: []\n', 1],
    ['rule: r\n', 1],
    ['rule: r\npositive: x\n', 2],
    ['rule: r\nposotive: []\n', 2],
    ['rule: r\npositive:\n  - says: a\n    native: {a: b}\n', 3],
    ['rule: r\npositive:\n  - says: a\n    logsource: {product: x}\n', 3],
    ['rule: r\npositive:\n  - says: a\n    logsource: {produkt: x}\n    native: {a: b}\n', 4],
    ['rule: r\npositive:\n  - says: a\n    logsource: {product: x}\n    native: {a: {b: c}}\n', 5],
    ['rule: r\npositive:\n  - says: a\n    repeat: 0\n    logsource: {product: x}\n    native: {a: b}\n', 4],
    ['rule: r\npositive:\n  - says: a\n    sequence:\n      - after: soon\n', 5],
    ['rule: r\npositive:\n  - logsource: {product: x}\n    native: {a: b}\n', 3],
    ['rule: r\nrule: r\npositive: []\n', 2],
  ])('%j', (text, line) => {
    const read = readRuleTests({ path: 't.test.yml', text })
    expect(read.ok).toBe(false)
    if (!read.ok) {
      expect(read.error.line).toBe(line)
      expect(read.error.fix.length).toBeGreaterThan(0)
    }
  })

  property.prop([fc.string({ unit: 'binary' })])('any text is read or refused, never an exception', (text) => {
    const read = readRuleTests({ path: 't.test.yml', text })
    expect(read.ok || read.error.line > 0).toBe(true)
  })
})
