import { join } from 'node:path'
import { decoders } from '../../sources/dist/index.js'
import { compile, loadRules, mapFields } from '../dist/index.js'
import { meets } from '../dist/plain.js'
import { corporaFolder, decodeLine, filesBelow, jsonDocuments, linesOf, ruleFiles } from './corpora.mjs'

/** Events of each lane that the plain evaluator, which takes its time, is asked about. */
const sample = Number(process.env.TOCSIN_SAMPLE ?? 150)

const corpora = corporaFolder()
const files = ruleFiles(corpora)
const set = loadRules(files)
const engine = compile(set)
const fields = mapFields(engine.slots)
const windows = decoders.find(({ id }) => id === 'windows')
const zeek = decoders.find(({ id }) => id === 'zeek')
const failures = []

const windowsLane = 'windows-events/otrf-a.ndjson.gz'
const zeekLane = 'zeek/apt29.ndjson.gz'
const suites = [
  ['load: every document is a rule, a refusal with a reason, or set aside with one', load],
  ['regression: the rule of each case speaks as often as stated', regression],
  ['specification: examples load, or are refused as documented', specification],
  ['indexed = plain, every rule, windows events', () => agreement(windows, windowsLane)],
  ['indexed = plain, every rule, zeek records', () => agreement(zeek, zeekLane)],
  ['the index that has learned = the fresh one, every rule and event, windows', () => refiling(windows, windowsLane)],
  ['the index that has learned = the fresh one, every rule and event, zeek', () => refiling(zeek, zeekLane)],
  ['rules swapped while events pass, with exceptions: each rule = plain, others as before', () => swapping(windows)],
]
for (const [name, run] of suites) {
  const { passed, total, note } = run()
  console.log(`${passed}/${total}  ${name}${note === undefined ? '' : `  (${note})`}`)
  if (passed !== total) process.exitCode = 1
}
for (const failure of failures.slice(0, 50)) console.log(`  ${failure}`)

function load() {
  const loaded = new Set(set.rules.map(({ path }) => path))
  const refused = new Set(set.refused.filter(({ reason, fix }) => reason !== '' && fix !== '').map(({ path }) => path))
  const others = new Set(set.others.map(({ path }) => path))
  const lost = files.filter(({ path }) => !loaded.has(path) && !refused.has(path) && !others.has(path))
  for (const { path } of lost) failures.push(`${path} is in no list`)
  for (const { path, line, column, reason } of set.refused) console.log(`  refused ${path}:${line}:${column} ${reason}`)
  const note = `${set.rules.length} loaded, ${set.refused.length} refused, ${others.size} set aside`
  return { passed: files.length - lost.length, total: files.length, note }
}

function regression() {
  const below = filesBelow(join(corpora, 'sigma', 'regression'))
  const cases = below.filter(({ path }) => path.endsWith('info.yml'))
  const byId = new Map(set.rules.map((rule) => [rule.id, rule]))
  const others = new Map()
  let passed = 0
  for (const info of cases) {
    const folder = info.path.slice(0, -'info.yml'.length)
    const id = /rule_metadata:\s*\n\s*- id:\s*(\S+)/.exec(info.text)?.[1]
    const wanted = Number(/match_count:\s*(\d+)/.exec(info.text)?.[1] ?? 1)
    const events = below
      .filter(({ path }) => path.startsWith(folder) && path.endsWith('.json'))
      .flatMap(({ text }) => jsonDocuments(text))
    let spoken = 0
    for (const event of events) {
      const decoded = decodeLine(windows, JSON.stringify(event))
      if (decoded === undefined) continue
      fields.load(decoded.native, decoded.derived)
      engine.match(decoded.logsources, fields, (rule) => {
        if (rule.id !== id) others.set(rule.title, (others.get(rule.title) ?? 0) + 1)
        else if (engine.explain(rule, fields).length > 0) spoken++
        else failures.push(`${info.path}: ${rule.title} speaks and cannot explain itself`)
      })
    }
    if (spoken >= wanted) passed++
    else
      failures.push(
        `${info.path}: ${byId.get(id)?.title ?? `rule ${id} is not loaded`} spoke ${spoken} of ${wanted} times`,
      )
  }
  const hits = [...others.values()].reduce((sum, count) => sum + count, 0)
  return { passed, total: cases.length, note: `${others.size} other rules also spoke, ${hits} times` }
}

/** Examples name rules that the specification does not print: they are stood in for by name. */
function specification() {
  const examples = filesBelow(join(corpora, 'sigma-spec', 'tests', 'schema')).filter(({ path }) =>
    path.endsWith('.yml'),
  )
  const documents = [...examples, ...printedExamples()]
  let passed = 0
  for (const { path, text } of documents) {
    const named = [...text.matchAll(/^\s+- ([\w-]+)\s*(?:#.*)?$/gm)].map((match) => match[1])
    const given = new Set([...text.matchAll(/^(?:id|name): (\S+)/gm)].map((match) => match[1]))
    const logsource = /^logsource:\n(?: +.*\n)+/m.exec(text)?.[0] ?? 'logsource: {product: x}\n'
    const stood = [...new Set(named)]
      .filter((name) => !given.has(name))
      .map((name) => `title: ${name}\nid: ${name}\n${logsource}detection: {s: {a: 1}, condition: s}\n`)
    const result = loadRules([
      { path, text },
      { path: 'stood-in.yml', text: stood.join('---\n') },
    ])
    const percentile = path.includes('value_percentile')
    const refusedAsDocumented = result.refused.length === 1 && /which percentile/.test(result.refused[0].reason)
    if (percentile ? refusedAsDocumented : result.refused.length === 0) passed++
    else failures.push(`${path}: ${result.refused.map(({ line, reason }) => `${line}: ${reason}`).join('; ')}`)
  }
  return { passed, total: documents.length, note: 'value_percentile of a text field is refused, ADR 0003' }
}

function printedExamples() {
  const text = filesBelow(join(corpora, 'sigma-spec', 'specification'))
    .filter(({ path }) => path.includes('correlation'))
    .map((file) => file.text)
    .join('\n')
  return [...text.matchAll(/```ya?ml\n(title: [\s\S]*?correlation:[\s\S]*?)```/g)]
    .filter(
      ([, body]) =>
        /^ {4}condition:|^---/m.test(body) && !body.includes('value_percentile') && !body.includes('title: —'),
    )
    .map(([, body], index) => ({ path: `printed-example-${index + 1}.yml`, text: body }))
}

/** Every rule, whatever its logsource, against events taken evenly from the lane. */
function agreement(decoder, file) {
  const lines = linesOf(join(corpora, file))
  const step = Math.max(1, Math.floor(lines.length / sample))
  let passed = 0
  let total = 0
  let hits = 0
  for (let at = 0; at < lines.length && total < sample; at += step) {
    const decoded = decodeLine(decoder, lines[at])
    if (decoded === undefined) continue
    total++
    const found = new Set()
    fields.load(decoded.native, decoded.derived)
    engine.match('all', fields, (rule) => found.add(rule))
    const event = new Map([...decoded.native, ...decoded.derived])
    for (const [name, value] of decoded.native) if (value !== null) event.set(name, value)
    const wrong = set.rules.filter((rule) => meets(rule.detection, event) !== found.has(rule))
    hits += found.size
    if (wrong.length === 0) passed++
    else failures.push(`${file}:${at + 1}: ${wrong.map(({ path }) => path).join(', ')}`)
  }
  return { passed, total, note: `${set.rules.length} rules, ${hits} hits` }
}

/**
 * An engine learns from the events that it sees under which parts of rules to file them, and keeps what it found in texts
 * that come again. Whatever it has learned, each event meets the same rules the second time as the first.
 */
function refiling(decoder, file) {
  const own = compile(set)
  const read = mapFields(own.slots)
  const events = linesOf(join(corpora, file)).map((line) => decodeLine(decoder, line))
  const found = (logsources) => {
    const rules = []
    own.match(logsources, read, (rule) => rules.push(rule.id))
    return rules.join(' ')
  }
  const round = () =>
    events.map((event) => {
      if (event === undefined) return ''
      read.load(event.native, event.derived)
      return `${found('all')}, routed ${found(event.logsources)}`
    })
  const fresh = round()
  const learned = round()
  let passed = 0
  for (const [at, matches] of learned.entries()) {
    if (matches === fresh[at]) passed++
    else failures.push(`${file}:${at + 1}: ${fresh[at]} became ${matches}`)
  }
  return { passed, total: events.length, note: `${set.rules.length} rules` }
}

/** Exceptions for the rules that speak most, put in force in the midst of a lane, as a hot reload does. */
function swapping(decoder) {
  const events = linesOf(join(corpora, windowsLane)).flatMap((line) => decodeLine(decoder, line) ?? [])
  const before = matchesOf(engine, events)
  const often = [...before].sort(([, a], [, b]) => b.size - a.size || 0).slice(0, 12)
  const exceptions = often.map(([id, hits], number) => {
    const [first] = hits
    const pair = [...events[first].native].find(
      ([, value]) => typeof value === 'string' && /^[\w.:-]{1,60}$/.test(value),
    )
    const [field, value] = pair ?? ['none', 'none']
    const text = `title: Exception ${number}\nid: exception-${number}\nlogsource: {}\nfilter:\n  rules: [${id}]\n  s: {${JSON.stringify(field)}: ${JSON.stringify(value)}}\n  condition: s\n`
    return { path: `exception-${number}.yml`, text }
  })
  const next = loadRules([...files, ...exceptions])
  for (const { path, reason } of next.refused.filter(({ path }) => path.startsWith('exception-')))
    failures.push(`${path}: ${reason}`)
  const half = events.length >> 1
  const swapped = compile(next)
  // The first half is still judged by the engine before; the one after begins as it is, with nothing learned.
  const after = matchesOf(swapped, events.slice(half))
  let passed = 0
  let narrowed = 0
  for (const rule of next.rules) {
    const now = after.get(rule.id) ?? new Set()
    const then = [...(before.get(rule.id) ?? [])].filter((at) => at >= half).map((at) => at - half)
    const changed = rule.filters.some((id) => id.startsWith('exception-'))
    const expected = changed ? then.filter((at) => meets(rule.detection, valuesOf(events[half + at]))) : then
    if (changed) narrowed += then.length - expected.length
    if (now.size === expected.length && expected.every((at) => now.has(at))) passed++
    else failures.push(`${rule.path}: ${expected.length} matches became ${now.size}`)
  }
  return { passed, total: next.rules.length, note: `${exceptions.length} exceptions took ${narrowed} matches away` }
}

/** Rule -> the events that meet it, by number. */
function matchesOf(of, events) {
  const read = mapFields(of.slots)
  const matches = new Map()
  for (const [number, event] of events.entries()) {
    read.load(event.native, event.derived)
    of.match('all', read, ({ id }) => matches.set(id, (matches.get(id) ?? new Set()).add(number)))
  }
  return matches
}

function valuesOf({ native, derived }) {
  const values = new Map([...native, ...derived])
  for (const [name, value] of native) if (value !== null) values.set(name, value)
  return values
}
