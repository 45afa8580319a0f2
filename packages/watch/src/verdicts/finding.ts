import { createHash } from 'node:crypto'
import { type Finding, type Origin, origins, type Realm, type Verdict } from '@tocsin/event'
import { canonicalJson, type FindingId, type Observable, type Words } from '@tocsin/kit'
import { confidence, type SeenEvent, thingOfAll } from '../findings/finding.ts'
import { shown } from '../findings/shown.ts'
import { techniquesOf } from '../findings/technique.ts'
import { nbsp, quoted, whom } from '../findings/whom.ts'

/** What went beyond the bound. */
export interface Beyond {
  count: number
  worst: Verdict
  readonly kinds: [title: string, count: number][]
  readonly seen: SeenEvent[]
}

/** The finding of an alert of another tool, under that tool's name. */
export function verdictFinding(verdict: Verdict, seen: SeenEvent, realm: Realm, now: number): Finding {
  return {
    ...statement(verdict, [seen], realm, now, 1),
    id: findingId(verdict, realm, 'first', [seen.event]),
    ...thingOfAll(seen.observables[0], [seen]),
    reason: told(verdict, seen, { en: '', fr: '' }),
  }
}

/** The same alert of the same again, so many times since it was said. */
export function againFinding(
  verdict: Verdict,
  count: number,
  seen: readonly SeenEvent[],
  realm: Realm,
  now: number,
): Finding {
  const times = count === 1 ? { en: 'once', fr: 'une fois' } : { en: `${count} times`, fr: `${count}${nbsp}fois` }
  return {
    ...statement(verdict, seen, realm, now, count),
    id: findingId(verdict, realm, 'again', ids(seen)),
    ...thingOfAll(seen.at(-1)?.observables[0], seen),
    reason: told(verdict, seen.at(-1), { en: `, ${times.en} more`, fr: `, encore ${times.fr}` }),
  }
}

/**
 * One finding for everything beyond the bound: a tool that shouts must not bury what others say. It is about the tool and
 * names nobody, so that it opens one incident and not one for each address.
 */
export function floodFinding(beyond: Beyond, realm: Realm, now: number, when: 'begins' | 'ends'): Finding {
  const { worst, count, kinds, seen } = beyond
  const tool = shown(worst.tool, 64)
  const top = [...kinds].sort((a, b) => b[1] - a[1]).slice(0, 3)
  const list = top.map(([title, times]) => ({ words: quoted(title, 80), times }))
  const said = (language: 'en' | 'fr') => list.map(({ words, times }) => `${words[language]} (${times})`).join(', ')
  const begins = {
    en: `${tool} says more than its share: further alerts are counted here, and not one by one.`,
    fr: `${tool} en dit plus que sa part${nbsp}: les alertes suivantes sont comptées ici, et non une à une.`,
  }
  const ends = {
    en: `${tool} said ${count} further alerts, most of all ${said('en')}.`,
    fr: `${tool} a émis ${count} autres alertes, surtout ${said('fr')}.`,
  }
  const title = {
    en: `${worst.tool}: more alerts than can be shown one by one`,
    fr: `${worst.tool}${nbsp}: plus d’alertes qu’on ne peut en montrer une à une`,
  }
  return {
    ...statement(worst, seen, realm, now, count),
    id: findingId({ ...worst, rule: 'flood' }, realm, when, ids(seen)),
    detector: { kind: 'tool', id: `${slug(worst.tool)}:flood`, version: '1', title: title.en, says: title },
    techniques: [],
    reason: when === 'begins' ? begins : ends,
    observables: [],
  }
}

function statement(verdict: Verdict, seen: readonly SeenEvent[], realm: Realm, now: number, events: number) {
  const last = seen.at(-1)
  const origin = bestOrigin(seen)
  return {
    detector: {
      kind: 'tool',
      id: `${slug(verdict.tool)}:${verdict.rule}`,
      version: verdict.version ?? '1',
      title: `${verdict.tool}: ${verdict.title}`,
    },
    severity: verdict.severity,
    // How sure the other tool is, we do not know: as sure as a rule that was tested, and never more than its origin allows.
    confidence: confidence('test', origin),
    techniques: techniquesOf(verdict.techniques),
    realm,
    origin,
    time: last?.time ?? now,
    said: now,
    observables: last?.observables ?? ([] as readonly Observable[]),
    evidence: seen.map(({ event, time, source }) => ({ event, time, source, matched: [] })),
    events,
  } as const
}

function told(verdict: Verdict, seen: SeenEvent | undefined, more: Words): Words {
  const who = whom(seen?.observables[0], seen?.source ?? 'tocsin')
  const title = quoted(verdict.title, 200)
  const tool = shown(verdict.tool, 64)
  const stopped = verdict.stopped === true ? { en: ', and stopped it', fr: ', et l’a arrêté' } : { en: '', fr: '' }
  return {
    en: `${who.en}, ${tool} says ${title.en}${stopped.en}${more.en}.`,
    fr: `${who.fr}, ${tool} signale ${title.fr}${stopped.fr}${more.fr}.`,
  }
}

function bestOrigin(seen: readonly SeenEvent[]): Origin {
  return seen.reduce<Origin>(
    (best, { origin }) => (origins.indexOf(origin) > origins.indexOf(best) ? origin : best),
    'claimed',
  )
}

/** The same statement about the same events has the same id, whoever computes it and however often. */
function findingId(verdict: Verdict, realm: Realm, key: string, events: readonly string[]): FindingId {
  const what = canonicalJson(['tool', verdict.tool, verdict.rule, verdict.version ?? '1', realm, key, events])
  return createHash('sha256').update(what).digest('hex').slice(0, 32) as FindingId
}

function ids(seen: readonly SeenEvent[]): readonly string[] {
  return seen.map(({ event }) => event)
}

function slug(tool: string): string {
  return (
    tool
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'tool'
  )
}
