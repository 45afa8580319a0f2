import { type AnyRoute, route } from '@tocsin/capability'
import { type Decoder, type EventAt, type Frame, parseEventId } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import { compile, loadRules, mapFields, type RuleSet } from '@tocsin/sigma'
import { z } from 'zod'
import { findingsBy } from '../incidents/finding.repository.ts'
import { unpackRules } from '../rules/bundle.ts'
import type { CheckedRule } from '../rules/coverage.ts'
import { accountOfEvent } from '../rules/explain-offline.ts'
import type { RuleDesk, RuleDeskOptions } from './rule-desk.ts'
import { type Explained, explainedShape, type RuleDetail, ruleDetailShape } from './rule-detail-shapes.ts'

export interface RuleDetailOptions extends Pick<RuleDeskOptions, 'current'> {
  readonly decoders?: readonly Decoder[]
}

const detailInput = z.object({ id: z.string().max(200) })
const explainInput = z.object({
  id: z.string().max(200),
  /** As `eventId` writes it: `3.1042.0`. */
  event: z.string().max(64),
  /** The decoder that read the event. */
  as: z.string().max(64),
})

const week = 7 * 86_400_000

export function ruleDetailRoutes(options: RuleDetailOptions, desk: RuleDesk): readonly AnyRoute[] {
  return [
    route<z.infer<typeof detailInput>, RuleDetail>({
      method: 'GET',
      path: '/rules/:id',
      permission: 'rule.read',
      input: detailInput,
      output: ruleDetailShape,
      says: 'One rule of the current bundle: its head, text, place, what became of it and how often it spoke.',
      async handle({ input: { id }, scope }, host) {
        const { digest, rule } = await found(desk, id)
        const files = filesOf(options)
        const text = files.find(({ path }) => path === rule.file)?.text ?? ''
        const head = headOf(loadRules([{ path: rule.file, text }]), files, rule)
        const from = host.now() - week
        const findings = await findingsBy(host.state, scope, id, from)
        return { digest, rule, ...(head === undefined ? {} : { head }), yaml: text, findings: { from, ...findings } }
      },
    }),
    route<z.infer<typeof explainInput>, Explained>({
      method: 'POST',
      path: '/rules/:id/explain',
      permission: 'rule.read',
      input: explainInput,
      output: explainedShape,
      people: true,
      says: 'What held of one event and what did not, of every part of a rule.',
      async handle({ input: { id, event, as }, scope }, host) {
        const at = parseEventId(event)
        if (at === undefined) {
          throw new TocsinError('bad-event', 'This is not the id of an event', {
            where: event,
            fix: 'Give it as search and findings do, such as 3.1042.0',
          })
        }
        const { rule } = await found(desk, id)
        const decoder = options.decoders?.find((one) => one.id === as)
        if (decoder === undefined) return unavailable(`nothing here reads ${as} again`)
        const raw = await host.ask('rawFrame', at, scope)
        if (raw.kind === 'unavailable') return unavailable(raw.why)
        if (raw.value.kind !== 'kept' || !raw.value.whole)
          return unavailable('the log no longer has the frame of this event')
        return explain(filesOf(options), rule, id, decoder, at, raw.value.payload)
      },
    }),
  ]
}

async function found(desk: RuleDesk, id: string): Promise<{ readonly digest: string; readonly rule: CheckedRule }> {
  const { digest, checked } = await desk.checked()
  const rule = checked.find((one) => one.rule === id)
  if (rule !== undefined && digest !== undefined) return { digest, rule }
  throw new TocsinError('not-found', `There is no rule ${id}`, {
    where: id,
    fix: 'Check the address; the rules may have been published anew',
  })
}

function filesOf({ current }: RuleDetailOptions) {
  const files = unpackRules(current()?.bytes ?? new Uint8Array())
  return files.ok ? files.value : []
}

type Files = ReturnType<typeof filesOf>

/** A correlation loads only beside what it hears, so the whole bundle is read where its own file is not enough. */
function headOf(own: RuleSet, files: Files, { rule: id, status }: CheckedRule): RuleDetail['head'] {
  if (status === 'refused' || status === 'other') return undefined
  const among = ({ rules, correlations }: RuleSet) => [...rules, ...correlations].find((one) => one.id === id)
  const head = among(own) ?? among(loadRules(files))
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
  { file }: CheckedRule,
  id: string,
  decoder: Decoder,
  at: EventAt,
  payload: Uint8Array,
): Explained {
  // Filters in other files narrow a rule too.
  const engine = compile(loadRules(files.filter(({ path, text }) => path === file || /^filter:/m.test(text))))
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

function unavailable(why: string): Explained {
  return { kind: 'unavailable', why }
}
