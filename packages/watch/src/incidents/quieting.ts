import { randomUUID } from 'node:crypto'
import type { QuietAsk, UnquietAsk } from '@tocsin/capability'
import type { Incident } from '@tocsin/event'
import { observableKey, TocsinError } from '@tocsin/kit'
import type { Statement, StateStore } from '@tocsin/store'
import { byHand } from '../hand/finding.ts'
import { countQuiets, endQuietsOf, insertQuiet, mostQuiets } from './quiet.repository.ts'
import type { Quiet } from './quiet.ts'

/**
 * What keeps the pairs of rule and observable of some incidents quiet; a pair that several of them share once, with the first.
 *
 * What was replayed says nothing of this city, and what a person told is never kept quiet.
 *
 * @throws TocsinError `quiet-conflict` where too many pairs would be quiet
 */
export async function quieting(store: StateStore, asked: QuietAsk): Promise<ReadonlyMap<string, readonly Statement[]>> {
  const made = new Map<string, Statement[]>()
  const pairs = new Set<string>()
  for (const incident of asked.incidents) {
    const statements: Statement[] = []
    for (const quiet of quietsOf(incident, asked)) {
      const pair = JSON.stringify([quiet.rule, quiet.group])
      if (pairs.has(pair)) continue
      pairs.add(pair)
      statements.push(...insertQuiet(quiet, asked.act))
    }
    made.set(incident.id, statements)
  }
  if ((await countQuiets(store, asked.at)) + pairs.size > mostQuiets) {
    throw new TocsinError('quiet-conflict', `More than ${mostQuiets} pairs would be quiet at once`, {
      fix: 'End some that nobody needs any more, or change the rules that speak too often',
    })
  }
  return made
}

export function unquieting({ act, who, at, incidents }: UnquietAsk): readonly Statement[] {
  return incidents.flatMap((incident) => endQuietsOf(act, incident, who, at))
}

function quietsOf(incident: Incident, { who, at, until, reason }: QuietAsk): readonly Quiet[] {
  const { realm, about, thing, sources, detectors, id } = incident
  if (realm === 'replay') return []
  return detectors
    .filter((detector) => detector.id !== byHand)
    .map(({ id: rule, title, says, severity }) => ({
      id: randomUUID(),
      rule,
      group: `${realm}|${about === undefined ? `detector:${rule}` : observableKey(about)}`,
      incident: id,
      severity,
      made: at,
      until,
      who,
      said: {
        title,
        ...(says === undefined ? {} : { says }),
        ...(about === undefined ? {} : { about }),
        ...(thing === undefined ? {} : { thing }),
        realm,
        sources,
        reason,
      },
    }))
}
