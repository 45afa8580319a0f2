import { type AnyRoute, route } from '@tocsin/capability'
import { type Decoder, parseEventId } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import { z } from 'zod'
import { findingsBy } from '../incidents/finding.repository.ts'
import type { RuleModes } from '../modes/rule-modes.ts'
import type { CheckedRule } from '../rules/coverage.ts'
import { type RuleAsk, type RuleSaid, readRule } from '../rules/read-rule.ts'
import type { RuleDesk, RuleDeskOptions } from './rule-desk.ts'
import { type Explained, explainedShape, type RuleDetail, ruleDetailShape } from './rule-detail-shapes.ts'
import { shown } from './rule-routes.ts'

export interface RuleDetailOptions extends Pick<RuleDeskOptions, 'current'> {
  readonly decoders?: readonly Decoder[]
  readonly modes?: Pick<RuleModes, 'standings'>
  /** Where one rule is read and compiled; a server does it in a thread. By default here. */
  readonly read?: (bytes: Uint8Array, ask: RuleAsk) => Promise<RuleSaid>
}

export async function ask({ current, read, decoders = [] }: RuleDetailOptions, about: RuleAsk): Promise<RuleSaid> {
  const bytes = current()?.bytes ?? new Uint8Array()
  return read === undefined ? readRule(bytes, about, decoders) : await read(bytes, about)
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
      people: true,
      says: 'One rule of the current bundle: its head, text, place, what became of it and how often it spoke.',
      async handle({ input: { id }, scope }, host) {
        const { digest, rule } = await found(desk, id)
        const said = await ask(options, { kind: 'detail', rule })
        const { yaml, head, beside } = said.kind === 'detail' ? said : { yaml: '', head: undefined, beside: undefined }
        const from = host.now() - week
        const findings = await findingsBy(host.state, scope, id, from)
        const standing = await options.modes?.standings()
        const mode = standing === undefined ? {} : shown(standing(id), scope.kind === 'all')
        const fed = await host.ask('sendersOf', rule.asks ?? [], scope)
        return {
          digest,
          rule: { ...rule, ...mode },
          ...(head === undefined ? {} : { head }),
          fedBy: fed.kind === 'answer' ? fed.value : [],
          yaml,
          ...(beside === undefined ? {} : { beside }),
          findings: { from, ...findings },
        }
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
        if (options.decoders?.some((one) => one.id === as) !== true)
          return unavailable(`nothing here reads ${as} again`)
        const raw = await host.ask('rawFrame', at, scope)
        if (raw.kind === 'unavailable') return unavailable(raw.why)
        if (raw.value.kind !== 'kept' || !raw.value.whole)
          return unavailable('the log no longer has the frame of this event')
        const said = await ask(options, { kind: 'explain', rule, id, as, at, payload: raw.value.payload })
        return said.kind === 'explain' ? said.explained : unavailable('the rule was not read')
      },
    }),
  ]
}

export async function found(
  desk: RuleDesk,
  id: string,
): Promise<{ readonly digest: string; readonly rule: CheckedRule }> {
  const { digest, checked } = await desk.checked()
  const rule = checked.find((one) => one.rule === id)
  if (rule !== undefined && digest !== undefined) return { digest, rule }
  throw new TocsinError('not-found', `There is no rule ${id}`, {
    where: id,
    fix: 'Check the address; the rules may have been published anew',
  })
}

function unavailable(why: string): Explained {
  return { kind: 'unavailable', why }
}
