import type { Decoder, EventAt, Frame } from '@tocsin/event'
import { compile, type LoadOptions, loadRules, mapFields, type RuleSet } from '@tocsin/sigma'
import type { Explained, RuleDetail } from '../api/rule-detail-shapes.ts'
import { loadingOf, unpackRules } from './bundle.ts'
import type { CheckedRule } from './coverage.ts'
import { accountOfEvent } from './explain-offline.ts'

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

export type RuleSaid =
  | { readonly kind: 'detail'; readonly yaml: string; readonly head: RuleDetail['head'] }
  | { readonly kind: 'explain'; readonly explained: Explained }

/** Reads one rule of a bundle. It loads and compiles, which takes seconds for thousands: a server does it in a thread. */
export function readRule(bytes: Uint8Array, ask: RuleAsk, decoders: readonly Decoder[]): RuleSaid {
  const unpacked = unpackRules(bytes)
  const { files, pipelines } = unpacked.ok ? unpacked.value : { files: [], pipelines: [] }
  const loading = loadingOf({ pipelines })
  if (ask.kind === 'detail') {
    const text = files.find(({ path }) => path === ask.rule.file)?.text ?? ''
    return {
      kind: 'detail',
      yaml: text,
      head: headOf(loadRules([{ path: ask.rule.file, text }], loading), files, loading, ask.rule),
    }
  }
  const decoder = decoders.find(({ id }) => id === ask.as)
  const explained =
    decoder === undefined
      ? unavailable(`nothing here reads ${ask.as} again`)
      : explain(files, loading, ask.rule, ask.id, decoder, ask.at, ask.payload)
  return { kind: 'explain', explained }
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
    ...(head.kind === 'rule' ? { logsource: head.logsource } : {}),
  }
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
