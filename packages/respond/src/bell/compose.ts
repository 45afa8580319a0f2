import type { Host, Sees } from '@tocsin/capability'
import type { Incident } from '@tocsin/event'
import type { Words } from '@tocsin/kit'
import { heardBy } from './heard-scope.ts'
import { type Message, mostTold, type Told } from './message.ts'
import { folded, type Notice } from './notice.ts'
import type { KeptTarget } from './target.ts'

/** What composing needs beside the incidents. */
export interface Composing {
  /** A text with pseudonyms in place of the names of people that are known. */
  readonly clean: (text: string) => string
  readonly newId: () => string
  readonly now: number
}

/** UTF-16 code units of a title or name in a message. */
const longest = 160
const mostNames = 5

/**
 * Puts a message together of what waits for a target, or nothing where no incident is left that it may hear of: departments
 * may have changed since it was told on.
 *
 * @param notices of one realm
 */
export async function compose(
  host: Pick<Host, 'ask'>,
  { target, missed }: KeptTarget,
  notices: readonly Notice[],
  { clean, newId, now }: Composing,
): Promise<Message | undefined> {
  const sees = await heardBy(host, target)
  const all = folded(notices)
  const visible = await visibleOf(host, sees, all)
  const tellable = all.filter(({ incident }) => visible.has(incident))
  const [first] = tellable
  if (first === undefined) return undefined
  const told: Told[] = []
  for (const { incident: id, kind, severity, at } of tellable.slice(0, mostTold)) {
    const incident = visible.get(id)
    if (incident === undefined) continue
    const { assets, services } = await namesOf(host, sees, incident)
    told.push({
      incident: id,
      event: kind,
      severity,
      title: titleOf(incident, clean),
      assets: assets.map((name) => shortly(clean(name))),
      services: services.map((name) => shortly(clean(name))),
      at,
    })
  }
  return {
    id: newId(),
    kind: 'incidents',
    realm: first.realm,
    made: now,
    told,
    more: tellable.length - told.length + missed,
  }
}

/** Those of a message's incidents that its target may still hear of: asked before each try. */
export async function stillHeard(host: Pick<Host, 'ask'>, { target }: KeptTarget, message: Message): Promise<Message> {
  if (message.kind === 'test') return message
  if (!target.rule.realms.includes(message.realm)) return { ...message, told: [] }
  if (target.rule.departments === 'all') return message
  const visible = await visibleOf(host, await heardBy(host, target), message.told)
  return { ...message, told: message.told.filter(({ incident }) => visible.has(incident)) }
}

async function visibleOf(
  host: Pick<Host, 'ask'>,
  { scope }: Sees,
  of: readonly { readonly incident: string }[],
): Promise<ReadonlyMap<string, Incident>> {
  const found: Incident[] = []
  for (let from = 0; from < of.length; from += 500) {
    const ids = of.slice(from, from + 500).map(({ incident }) => incident)
    const answer = await host.ask('incidents', ids, scope)
    if (answer.kind === 'unavailable') throw new Error(answer.why)
    found.push(...answer.value)
  }
  return new Map(found.map((incident) => [incident.id, incident]))
}

/** What its worst detector is called. The story is not told: it names who did what. */
function titleOf({ detectors: [worst], id }: Incident, clean: (text: string) => string): Words {
  const said = worst === undefined ? { en: `Incident ${id}`, fr: `Incident ${id}` } : worst.says
  const words = said ?? { en: worst?.title ?? id, fr: worst?.title ?? id }
  return { en: shortly(clean(words.en)), fr: shortly(clean(words.fr)) }
}

async function namesOf(
  host: Pick<Host, 'ask'>,
  sees: Sees,
  { about }: Incident,
): Promise<{ readonly assets: readonly string[]; readonly services: readonly string[] }> {
  if (about === undefined) return { assets: [], services: [] }
  const answer = await host.ask('atStake', [about], sees)
  const known = answer.kind === 'answer' ? answer.value : { assets: [], services: [] }
  const assets = known.assets.length === 0 && about.kind === 'host' ? [about.value] : known.assets
  return { assets: assets.slice(0, mostNames), services: known.services.slice(0, mostNames) }
}

/** On one line, without what acts on a terminal or the order of reading, and not too long. */
function shortly(text: string): string {
  const line = text
    .slice(0, longest * 2)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Cn}\p{Co}]+/gu, ' ')
    .trim()
  return line.length > longest ? `${line.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : line
}
