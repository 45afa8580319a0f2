import { expect, test } from 'vitest'
import { compile } from './compile.ts'
import { mapFields } from './fields-map.ts'
import { loadRules } from './load.ts'
import { readPipeline } from './pipeline.ts'
import { searchesOf } from './searches.ts'

const text = `title: Odd tool
id: r-odd
logsource: { category: process_creation }
detection:
  selection_img:
    Image|endswith: '\\odd.exe'
  selection_cli:
    - CommandLine|contains: ' -x '
    - CommandLine|contains|all: [' -y ', ' -z ']
  words: [hidden, secret]
  filter_main: { User: SYSTEM }
  condition: all of selection_* and not 1 of filter_*
`

test('the parts of a rule have the names that their author gave them', () => {
  const named = searchesOf({ path: 'odd.yml', text }, 'r-odd')
  expect(named?.conditions).toEqual(['all of selection_* and not 1 of filter_*'])
  expect(named?.searches.map(({ name }) => name)).toEqual(['selection_img', 'selection_cli', 'words', 'filter_main'])
})

test('each part asks what the whole rule asks through it', () => {
  const file = { path: 'odd.yml', text }
  const set = loadRules([file])
  const [rule] = set.rules
  const named = searchesOf(file, 'r-odd')?.searches ?? []
  if (rule === undefined) throw new Error('not loaded')
  const parts = named.map(({ name, asks }) => ({ ...rule, id: name, detection: asks }))
  const engine = compile({ ...set, rules: [rule, ...parts] })
  const fields = mapFields(engine.slots)
  const held = (native: Readonly<Record<string, string>>) => {
    fields.load(new Map(Object.entries(native)), new Map())
    return [rule, ...parts].filter((one) => engine.holds(one, fields)).map(({ id }) => id)
  }
  expect(held({ Image: 'C:\\odd.exe', CommandLine: 'odd -x 1' })).toEqual(['r-odd', 'selection_img', 'selection_cli'])
  expect(held({ Image: 'C:\\odd.exe', CommandLine: 'odd -y 1' })).toEqual(['selection_img'])
  expect(held({ User: 'SYSTEM', Note: 'hidden' })).toEqual(['words', 'filter_main'])
})

test('a pipeline renames their fields too', () => {
  const pipeline = readPipeline({
    path: 'p.yml',
    text: 'transformations:\n  - { type: field_name_mapping, mapping: { Image: process.path } }\n',
  })
  if (!pipeline.ok) throw new Error('the pipeline is refused')
  const [image] = searchesOf({ path: 'odd.yml', text }, 'r-odd', { pipelines: [pipeline.value] })?.searches ?? []
  expect(image?.asks).toMatchObject({ kind: 'ask', field: 'process.path' })
})

test('what cannot be read has no parts', () => {
  expect(searchesOf({ path: 'odd.yml', text }, 'another')).toBeUndefined()
  expect(searchesOf({ path: 'odd.yml', text: text.replace('endswith', 'ends') }, 'r-odd')).toBeUndefined()
  expect(searchesOf({ path: 'odd.yml', text: 'a: [' }, 'r-odd')).toBeUndefined()
})
