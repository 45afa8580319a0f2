import type { Decoder, Event, EventAt, Frame } from '@tocsin/event'
import { type Correlation, compile, type LoadOptions, loadRules, mapFields, type RuleSet } from '@tocsin/sigma'
import type { Explained, RuleDetail } from '../api/rule-detail-shapes.ts'
import { techniquesOf } from '../findings/technique.ts'
import { tellingOf } from '../findings/telling.ts'
import { loadingOf, type RuleFile, unpackRules } from './bundle.ts'
import { convertedBy } from './converted.ts'
import type { CheckedRule } from './coverage.ts'
import { accountOfEvent } from './explain-offline.ts'
import { type TestedRule, testRules } from './test-rules.ts'

/** What is asked of one rule of a bundle. Crosses threads. */
export type RuleAsk =
  | { readonly kind: 'detail'; readonly rule: CheckedRule }
  | {
      readonly kind: 'explain'
      readonly rule: CheckedRule
      readonly id: string
      /** The decoder that reads the frame again. */
      readonly as: string
      readonly at: EventAt
      readonly payload: Uint8Array
    }
  /** Reads kept records again. */
  | {
      readonly kind: 'decode'
      readonly rule: CheckedRule
      readonly frames: readonly {
        readonly event: string
        readonly at: EventAt
        readonly as: string
        readonly payload: Uint8Array
      }[]
    }
  /** Runs the tests of one file. */
  | { readonly kind: 'tests'; readonly rule: CheckedRule; readonly id: string; readonly tests: RuleFile }

export type RuleSaid =
  | ({ readonly kind: 'detail'; readonly yaml: string; readonly head: RuleDetail['head'] } & Pick<RuleDetail, 'beside'>)
  | { readonly kind: 'explain'; readonly explained: Explained }
  | { readonly kind: 'tests'; readonly tested: readonly TestedRule[] }
  | {
      readonly kind: 'decode'
      /** Those that could be read. */
      readonly events: readonly (Pick<Event, 'native' | 'derived'> & { readonly event: string })[]
    }

/** Reads one rule of a bundle. It loads and compiles, which takes seconds for thousands: a server does it in a thread. */
export function readRule(bytes: Uint8Array, ask: RuleAsk, decoders: readonly Decoder[]): RuleSaid {
  if (ask.kind === 'decode') return { kind: 'decode', events: decodedOf(ask.frames, decoders) }
  const unpacked = unpackRules(bytes)
  const { files, pipelines } = unpacked.ok ? unpacked.value : { files: [], pipelines: [] }
  const loading = loadingOf({ pipelines })
  if (ask.kind === 'detail') {
    const text = files.find(({ path }) => path === ask.rule.file)?.text ?? ''
    const narrowing = files.filter((one) => one.path !== ask.rule.file && isFilterText(one.text))
    const head = headOf(loadRules([{ path: ask.rule.file, text }, ...narrowing], loading), files, loading, ask.rule)
    return { kind: 'detail', yaml: text, head, ...besideOf(head, narrowing, pipelines) }
  }
  if (ask.kind === 'tests') return { kind: 'tests', tested: tested(files, loading, ask) }
  const decoder = decoders.find(({ id }) => id === ask.as)
  const explained =
    decoder === undefined
      ? unavailable(`nothing here reads ${ask.as} again`)
      : explain(files, loading, ask.rule, ask.id, decoder, ask.at, ask.payload)
  return { kind: 'explain', explained }
}

/** Characters that are sent beside a rule; a house with more is told that the trial leaves them out. */
const mostBeside = 300_000

/** What changes a rule from outside: so that whoever changes its text sees what will judge. */
function besideOf(head: RuleDetail['head'], narrowing: Files, pipelines: Files): Pick<RuleDetail, 'beside'> {
  const ids = head?.filters ?? []
  const filters = narrowing.filter(({ text }) => ids.some((id) => text.includes(id)))
  const known = ids.every((id) => filters.some(({ text }) => text.includes(id)))
  const length = [...filters, ...pipelines].reduce((sum, { text }) => sum + text.length, 0)
  return known && length <= mostBeside ? { beside: { filters, pipelines } } : {}
}

type Files = readonly { readonly path: string; readonly text: string }[]

/** A correlation loads only beside what it hears, so the whole bundle is read where its own file is not enough. */
function headOf(
  own: RuleSet,
  files: Files,
  loading: LoadOptions,
  { rule: id, status }: CheckedRule,
): RuleDetail['head'] {
  if (status === 'refused' || status === 'other') return undefined
  const among = ({ rules, correlations }: RuleSet) => [...rules, ...correlations].find((one) => one.id === id)
  const head = among(own) ?? among(loadRules(files, loading))
  if (head === undefined) return undefined
  const { title, kind, tags, techniques, falsepositives, references } = head
  const { reason, advice, benign } = tellingOf(head)
  const file = files.find(({ path }) => path === head.path)
  const said = (['status', 'description', 'author', 'date', 'modified'] as const).flatMap((key) =>
    head[key] === undefined ? [] : [[key, head[key]]],
  )
  return {
    ...Object.fromEntries(said),
    title,
    kind,
    tags,
    techniques,
    falsepositives,
    references,
    attack: techniquesOf(techniques),
    ...(reason === undefined ? {} : { reason }),
    ...(advice === undefined ? {} : { advice }),
    benign,
    ...(head.kind === 'rule'
      ? { logsource: head.logsource, filters: head.filters }
      : { correlation: correlationOf(head, files, loading) }),
    converted: file === undefined ? [] : convertedBy(file, head.id, loading.pipelines ?? []),
  }
}

function correlationOf(
  { type, rules, groupBy, timespan, condition, valueFields }: Correlation,
  files: Files,
  loading: LoadOptions,
) {
  const near = files.filter(({ text }) => rules.some((id) => text.includes(id)))
  const set = loadRules(near, loading)
  const titles = new Map([...set.rules, ...set.correlations].map(({ id, title }) => [id, title]))
  return {
    type,
    rules: rules.map((id) => ({ rule: id, title: titles.get(id) ?? id })),
    groupBy,
    timespan,
    condition,
    valueFields,
  }
}

/** Under what judges now, filters and exceptions too; a correlation's rules may stand in any file. */
function tested(
  files: Files,
  loading: LoadOptions,
  { rule, id, tests }: Extract<RuleAsk, { kind: 'tests' }>,
): readonly TestedRule[] {
  const own = files.filter(({ path, text }) => path === rule.file || isFilterText(text))
  const alone = loadRules(own, loading)
  const needed = alone.rules.some((one) => one.id === id) ? own : files
  return testRules(needed, [tests], loading).filter(({ status, file }) => status !== 'untested' && file === tests.path)
}

function explain(
  files: Files,
  loading: LoadOptions,
  { file }: CheckedRule,
  id: string,
  decoder: Decoder,
  at: EventAt,
  payload: Uint8Array,
): Explained {
  // Filters in other files narrow a rule too.
  const own = files.filter(({ path, text }) => path === file || isFilterText(text))
  const engine = compile(loadRules(own, loading))
  const rule = engine.set.rules.find((one) => one.id === id)
  if (rule === undefined) return unavailable('only a loaded rule of single events can be held against one event')
  const decoded = decoder.decode(frameOf(decoder, at, payload))
  const event = decoded.ok ? decoded.value[at.index] : undefined
  if (event === undefined) return unavailable(`the frame cannot be read as ${decoder.id}`)
  const told = accountOfEvent(engine, mapFields(engine.slots), rule, event)
  return told === undefined ? unavailable('the rule is not loaded') : { kind: 'explained', ...told }
}

function decodedOf(frames: Extract<RuleAsk, { kind: 'decode' }>['frames'], decoders: readonly Decoder[]) {
  return frames.flatMap(({ event, at, as, payload }) => {
    const decoder = decoders.find(({ id }) => id === as)
    const decoded = decoder?.decode(frameOf(decoder, at, payload))
    const read = decoded?.ok === true ? decoded.value[at.index] : undefined
    return read === undefined ? [] : [{ event, native: read.native, derived: read.derived }]
  })
}

/** What a decoder needs to read kept bytes again; who sent them plays no part in it. */
function frameOf({ id }: Decoder, { partition, offset }: EventAt, payload: Uint8Array): Frame {
  return {
    partition,
    offset,
    received: 0,
    kind: 'data',
    realm: 'replay',
    origin: 'claimed',
    source: id,
    decoder: id,
    peer: '',
    payload,
  }
}

/** Whether a file holds a filter, which may narrow rules of other files. */
export function isFilterText(text: string): boolean {
  return /^filter:/m.test(text)
}

function unavailable(why: string): Explained {
  return { kind: 'unavailable', why }
}
