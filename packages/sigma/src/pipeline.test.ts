import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { compile, loadRules, mapFields, readPipeline, type Value } from './index.ts'

const ruleText = (detection: string, more = '') => `
title: Rule
id: r-1
name: one
fields: [User, Image]
tags: [attack.t1059]
logsource: {product: windows, category: process_creation}
detection: {${detection}}
${more}`

function pipelines(...texts: readonly string[]) {
  return texts.map((text, index) => {
    const read = readPipeline({ path: `p${index}.yml`, text })
    if (!read.ok) throw new Error(`${read.error.line}:${read.error.column}: ${read.error.reason}`)
    return read.value
  })
}

/** One processing item; its lines after the first are indented by four. */
const item = (text: string, head = '') => `${head}\ntransformations:\n  - ${text.trim().replaceAll('\n', '\n    ')}\n`

function load(detection: string, ...texts: readonly string[]) {
  return loadRules([{ path: 'r.yml', text: ruleText(detection) }], { pipelines: pipelines(...texts) })
}

/** Whether the rule, after the pipelines, speaks of each event. */
function speaks(detection: string, events: readonly Readonly<Record<string, Value>>[], ...texts: readonly string[]) {
  const set = load(detection, ...texts)
  expect(set.refused).toEqual([])
  const engine = compile(set)
  const fields = mapFields(engine.slots)
  return events.map((event) => {
    fields.load(new Map(Object.entries(event)), new Map())
    let spoken = 0
    engine.match('all', fields, () => spoken++)
    return spoken > 0
  })
}

describe('fields', () => {
  const mapping = item('type: field_name_mapping\nmapping: {User: [user.name, account], Image: exe}')

  test('are renamed; of several names one must hold', () => {
    const events = [{ 'user.name': 'ann' }, { account: 'ANN' }, { User: 'ann' }, { account: 'bob' }]
    expect(speaks('s: {User: ann}, condition: s', events, mapping)).toEqual([true, true, false, false])
  })

  test('are renamed in fieldref, in the list of fields, and in added conditions', () => {
    const events = [
      { exe: 'a', account: 'a' },
      { exe: 'a', account: 'b' },
    ]
    expect(speaks('s: {Image|fieldref: User}, condition: s', events, mapping)).toEqual([true, false])
    expect(load('s: {User: ann}, condition: s', mapping).rules[0]?.fields).toEqual(['user.name', 'account', 'exe'])
  })

  test('get prefixes and suffixes, within conditions on their names', () => {
    const prefix = item(
      'type: field_name_prefix\nprefix: win.\nfield_name_conditions: [{type: exclude_fields, fields: [Image]}]',
    )
    expect(speaks('s: {User: a, Image: b}, condition: s', [{ 'win.User': 'a', Image: 'b' }], prefix)).toEqual([true])
    const suffix = item(
      "type: field_name_suffix\nsuffix: _s\nfield_name_conditions: [{type: include_fields, match_type: regex, fields: ['U.*']}]",
    )
    expect(speaks('s: {User: a, Image: b}, condition: s', [{ User_s: 'a', Image: 'b' }], suffix)).toEqual([true])
    const exchanged = item('type: field_name_prefix_mapping\nmapping: {Us: us.}')
    expect(speaks('s: {User: a}, condition: s', [{ 'us.er': 'a' }], exchanged)).toEqual([true])
  })

  test('without a name, keywords, stay', () => {
    expect(speaks('s: [evil], condition: s', [{ x: 'so evil' }], item('type: field_name_prefix\nprefix: p.'))).toEqual([
      true,
    ])
  })
})

describe('detections', () => {
  test('lose items; a search that loses all is refused with its place', () => {
    const drop = item('type: drop_detection_item\nfield_name_conditions: [{type: include_fields, fields: [User]}]')
    expect(speaks('s: {User: a, Image: b}, condition: s', [{ Image: 'b' }], drop)).toEqual([true])
    expect(load('s: {User: a}, condition: s', drop).refused).toMatchObject([
      { line: 8, reason: expect.stringContaining('all of the search s') },
    ])
  })

  test('get conditions, also negated, and from the logsource', () => {
    const add = item("type: add_condition\nconditions: {source: 'WinLog:$product'}\ntemplate: true")
    const events = [{ User: 'a', source: 'winlog:windows' }, { User: 'a' }]
    expect(speaks('s: {User: a}, condition: s', events, add)).toEqual([true, false])
    const not = item('type: add_condition\nconditions: {test: true}\nnegated: true')
    expect(speaks('s: {User: a}, condition: s', [{ User: 'a' }, { User: 'a', test: true }], not)).toEqual([true, false])
  })

  test('change their texts: replaced by groups, mapped, in another case', () => {
    const replace = item("type: replace_string\nregex: '^C:(.*)$'\nreplacement: '/c\\1'")
    expect(speaks("s: {Image: 'C:/x'}, condition: s", [{ Image: '/c/x' }], replace)).toEqual([true])
    const map = item('type: map_string\nmapping: {low: [1, 2]}')
    expect(speaks('s: {Level: low}, condition: s', [{ Level: 2 }, { Level: 3 }], map)).toEqual([true, false])
    const upper = item('type: case\nmethod: upper')
    expect(speaks('s: {User|cased: ann}, condition: s', [{ User: 'ANN' }, { User: 'ann' }], upper)).toEqual([
      true,
      false,
    ])
    expect(speaks("s: {User|re: 'a.n'}, condition: s", [{ User: 'ann' }], upper)).toEqual([true])
  })

  test('have placeholders filled from vars or opened, and the rest left to the loader', () => {
    const values = item('type: value_placeholders\ninclude: [admins]', 'vars: {admins: [ann, bo*]}')
    const detection = "s: {User|expand: '%admins%'}, condition: s"
    expect(speaks(detection, [{ User: 'ann' }, { User: 'bob' }, { User: 'carl' }], values)).toEqual([true, true, false])
    expect(speaks(detection, [{ User: 'carl' }, { x: 1 }], item('type: wildcard_placeholders'))).toEqual([true, false])
    expect(load(detection, item('type: value_placeholders')).refused).toMatchObject([
      { reason: expect.stringContaining('%admins%') },
    ])
    const left = loadRules([{ path: 'r.yml', text: ruleText(detection) }], {
      placeholders: new Map([['admins', ['ann']]]),
      pipelines: pipelines(item('type: wildcard_placeholders\nexclude: [admins]')),
    })
    expect(left.rules).toHaveLength(1)
  })
})

describe('conditions', () => {
  const rename = (conditions: string) => item(`type: field_name_mapping\nmapping: {User: u}\n${conditions}`)
  const renamed = (conditions: string, before = '') =>
    speaks(
      's: {User: ann, Image: null}, condition: s',
      [{ u: 'ann' }],
      ...(before === '' ? [] : [before]),
      rename(conditions),
    )[0]

  test.each([
    ['rule_conditions: [{type: logsource, product: Windows}]', true],
    ['rule_conditions: [{type: logsource, product: linux}]', false],
    ['rule_conditions: [{type: logsource, product: linux}]\nrule_cond_not: true', true],
    ['rule_conditions: [{type: logsource, product: linux}, {type: is_sigma_rule}]\nrule_cond_op: or', true],
    ['rule_conditions: [{type: is_sigma_correlation_rule}]', false],
    ['rule_conditions: [{type: contains_field, field: User}]', true],
    ['rule_conditions: [{type: contains_detection_item, field: User, value: bob}]', false],
    ['rule_conditions: [{type: tag, tag: attack.t1059}]', true],
    ['rule_conditions: [{type: processing_item_applied, processing_item_id: none}]', false],
    ['detection_item_conditions: [{type: match_string, pattern: a.*}]', true],
    ['detection_item_conditions: [{type: match_string, cond: all, pattern: b, negate: true}]', true],
    ['detection_item_conditions: [{type: is_null}]', false],
  ])('%s', (conditions, expected) => {
    expect(renamed(conditions)).toBe(expected)
  })

  test('remember what was applied before, to the rule and to the item, and what was set', () => {
    const before = item('id: first\ntype: case\nfield_name_conditions: [{type: include_fields, fields: [User]}]')
    const applied = '[{type: processing_item_applied, processing_item_id: first}]'
    expect(renamed(`rule_conditions: ${applied}`, before)).toBe(true)
    expect(renamed(`detection_item_conditions: ${applied}`, before)).toBe(true)
    const state = item('type: set_state\nkey: index\nval: win')
    expect(renamed('rule_conditions: [{type: processing_state, key: index, val: win}]', state)).toBe(true)
    expect(renamed('rule_conditions: [{type: processing_state, key: index, val: lin}]', state)).toBe(false)
  })
})

describe('pipelines together', () => {
  test('run by priority', () => {
    const late = item('type: field_name_mapping\nmapping: {a: b}', 'priority: 20')
    const early = item('type: field_name_mapping\nmapping: {User: a}', 'priority: 10')
    expect(speaks('s: {User: ann}, condition: s', [{ b: 'ann' }], late, early)).toEqual([true])
  })

  test('change the logsource, and with it who is asked', () => {
    const set = load('s: {User: ann}, condition: s', item('type: change_logsource\nservice: Sysmon'))
    expect(set.rules[0]?.logsource).toEqual({ service: 'sysmon' })
  })

  test('refuse rules, with the place in the rule', () => {
    const fail = item('type: rule_failure\nmessage: not for us\nrule_conditions: [{type: logsource, product: windows}]')
    expect(load('s: {User: ann}, condition: s', fail).refused).toMatchObject([
      { path: 'r.yml', rule: 'r-1', reason: expect.stringContaining('not for us') },
    ])
    const one = item(
      'type: detection_item_failure\nmessage: no users\nfield_name_conditions: [{type: include_fields, fields: [User]}]',
    )
    expect(load('s: {User: ann}, condition: s', one).refused).toMatchObject([{ line: 8, column: 17 }])
  })

  test('make another rule of it, with a version of its own', () => {
    const [plain] = load('s: {User: ann}, condition: s').rules
    const [same] = load('s: {User: ann}, condition: s', item('type: field_name_mapping\nmapping: {User: u}')).rules
    expect(same?.id).toBe(plain?.id)
    expect(same?.version).not.toBe(plain?.version)
  })

  test('change filters as they change rules', () => {
    const filter = `---
title: Not for bob
logsource: {product: windows}
filter: {rules: [r-1], s: {Image: known}, condition: s}
`
    const mapping = pipelines(item('type: field_name_mapping\nmapping: {Image: exe, User: u}'))
    const engine = compile(
      loadRules([{ path: 'r.yml', text: ruleText('s: {User: ann}, condition: s', filter) }], { pipelines: mapping }),
    )
    const fields = mapFields(engine.slots)
    const spoken = [
      { u: 'ann', exe: 'known' },
      { u: 'ann', exe: 'x' },
    ].map((event) => {
      fields.load(new Map(Object.entries(event)), new Map())
      let count = 0
      engine.match('all', fields, () => count++)
      return count
    })
    expect(spoken).toEqual([0, 1])
  })

  test('let correlations group by what the field became, and refuse several', () => {
    const correlation = `---
title: Many
id: c-1
correlation: {type: event_count, rules: [one], group-by: [User], timespan: 1m, condition: {gte: 2}}
`
    const files = [{ path: 'r.yml', text: ruleText('s: {User: ann}, condition: s', correlation) }]
    const engine = compile(
      loadRules(files, { pipelines: pipelines(item('type: field_name_mapping\nmapping: {User: u}')) }),
    )
    const state = engine.correlations()
    const fields = mapFields(engine.slots)
    const hits = [1, 2].flatMap((time) => {
      fields.load(new Map([['u', 'ann']]), new Map())
      const [rule] = engine.set.rules
      const inputs = rule === undefined ? [] : engine.inputs(rule, fields)
      return inputs.flatMap(({ input }) => state.take(input, time, String(time)))
    })
    expect(hits).toMatchObject([{ group: [['User', 'ann']], count: 2 }])
    const several = loadRules(files, {
      pipelines: pipelines(item('type: field_name_mapping\nmapping: {User: [u, v]}')),
    })
    expect(several.refused).toMatchObject([{ rule: 'c-1', reason: 'a pipeline makes u and v of User' }])
  })
})

describe('a pipeline is refused where it is wrong', () => {
  test.each([
    ['transformations: [', 1],
    ['- a\n', 1],
    ['name: x\ntransformation: []\n', 2],
    ['transformations:\n  - id: a\n', 2],
    ['transformations:\n  - type: query_expression_placeholders\n', 2],
    ['transformations:\n  - type: field_name_mapping\n', 2],
    ['transformations:\n  - type: field_name_mapping\n    mapping: {a: []}\n', 3],
    ['transformations:\n  - type: case\n    method: snake_case\n', 3],
    ["transformations:\n  - type: replace_string\n    regex: '(?=a)'\n    replacement: b\n", 3],
    ['transformations:\n  - type: case\n    rule_conditions:\n      - type: odd\n', 4],
    ['transformations:\n  - type: case\n    rule_conditions: {a: {type: is_sigma_rule}}\n', 3],
    ['transformations:\n  - type: case\n    rule_cond_expression: a\n', 3],
    ['transformations:\n  - type: case\n    field_name_cond_op: xor\n', 3],
    ['vars: [a]\n', 1],
    ['priority: high\n', 1],
  ])('%j', (text, line) => {
    const read = readPipeline({ path: 'p.yml', text })
    expect(read.ok).toBe(false)
    if (!read.ok) expect([read.error.line, read.error.fix === '']).toEqual([line, false])
  })

  property.prop([fc.string({ unit: 'binary' })])('any text is read or refused, never an exception', (text) => {
    const read = readPipeline({ path: 'p.yml', text })
    expect(read.ok || read.error.line > 0).toBe(true)
  })
})

test('an empty pipeline changes no answer', () => {
  const events = [{ User: 'ann', Image: 'x' }, { User: 'bob' }, { Image: 'evil' }]
  for (const detection of [
    's: {User: ann, Image|contains: x}, condition: s',
    's: [{User: ann}, {User: bob}], t: {Image: x}, condition: s and not t',
    's: [evil, worse], condition: 1 of s*',
    's: {User|contains|all: [a, n]}, condition: [s, not s]',
  ])
    expect(speaks(detection, events, 'name: nothing\n')).toEqual(speaks(detection, events))
})
