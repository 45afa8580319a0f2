import { expect, test } from 'vitest'
import { type Account, compile, loadRules, mapFields, type TallyNode, type Value } from './index.ts'

const text = `
title: Hidden shell
id: r-1
logsource: {product: windows}
detection:
  shell:
    Image|endswith: '\\\\shell.exe'
    Line|contains: [' -hidden', ' -enc']
  known: {User: svc}
  words: [evil]
  condition: (shell and not known) or words
`
const engine = compile(loadRules([{ path: 'r.yml', text }]))
const fields = mapFields(engine.slots)
const [rule] = engine.set.rules
if (rule === undefined) throw new Error('the rule does not load')

function load(native: Readonly<Record<string, Value>>) {
  fields.load(new Map(Object.entries(native)), new Map())
  return fields
}

function leaves(account: Account): string[] {
  if (account.kind === 'ask')
    return [`${account.holds ? '+' : '-'} ${account.field} ${account.asked} ${account.value ?? 'nothing'}`]
  return account.of.flatMap(leaves)
}

test('every test says whether it held, of what value and where', () => {
  const account = engine.account(rule, load({ Image: 'C:\\shell.exe', Line: 'shell -Hidden', User: 'ann' }))
  expect(account?.holds).toBe(true)
  expect(account === undefined ? [] : leaves(account)).toEqual([
    '+ Image ends with \\shell.exe C:\\shell.exe',
    '+ Line contains  -hidden shell -Hidden',
    '- Line contains  -enc shell -Hidden',
    '- User is svc ann',
    '-  contains evil nothing',
  ])
  expect(JSON.stringify(account)).toContain('"ranges":[[5,13]]')
})

test('a silent rule says which of its tests was missing, and tells absent from other', () => {
  const account = engine.account(rule, load({ Image: 'C:\\shell.exe', User: 'svc' }))
  expect(account?.holds).toBe(false)
  expect(account === undefined ? [] : leaves(account).slice(0, 4)).toEqual([
    '+ Image ends with \\shell.exe C:\\shell.exe',
    '- Line contains  -hidden nothing',
    '- Line contains  -enc nothing',
    '+ User is svc svc',
  ])
})

test('a tally says how often each part held, also where the answer was known without it', () => {
  const tally = engine.tally(rule)
  for (const native of [{ Image: '\\shell.exe', User: 'svc' }, { User: 'svc' }, { Line: 'evil -enc' }])
    tally?.take(load(native))
  const held = (node: TallyNode): string[] =>
    node.kind === 'ask' ? [`${node.field} ${node.asked}: ${node.held}`] : node.of.flatMap(held)
  expect(tally?.events).toBe(3)
  const read = tally?.read()
  expect(read?.held).toBe(1)
  expect(read === undefined ? [] : held(read)).toEqual([
    'Image ends with \\shell.exe: 1',
    'Line contains  -hidden: 0',
    'Line contains  -enc: 1',
    'User is svc: 2',
    ' contains evil: 1',
  ])
})

test('a rule of another engine has no account', () => {
  const other = compile(loadRules([{ path: 'o.yml', text: text.replace('r-1', 'r-2') }])).set.rules[0]
  if (other === undefined) throw new Error('the rule does not load')
  expect(engine.account(other, load({}))).toBeUndefined()
  expect(engine.tally(other)).toBeUndefined()
  expect(engine.holds(other, load({ Line: 'evil' }))).toBe(false)
})

test('the check alone asks neither index nor logsource, and the index counts whom it named', () => {
  expect(engine.holds(rule, load({ a: 'so evil' }))).toBe(true)
  const before = engine.candidacies(rule)
  engine.match([{ product: 'linux' }], load({ a: 'evil' }), () => {})
  expect(engine.candidacies(rule)).toBe(before)
  engine.match('all', load({ a: 'evil' }), () => {})
  expect(engine.candidacies(rule)).toBe(before + 1)
})
