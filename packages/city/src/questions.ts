import type { ServiceId, Words } from '@tocsin/kit'
import type { City, Records } from './city.ts'
import { cascade } from './consequence/cascade.ts'
import { type Compiled, compiledOf } from './consequence/compiled.ts'
import { peopleHarm } from './consequence/people.ts'
import { type ServiceLoss, serviceLosses } from './consequence/service-loss.ts'
import { termsOf } from './consequence/terms.ts'
import type { Fallback } from './model/fallback.ts'
import { type By, type Statement, shown } from './model/statement.ts'
import type { Service } from './schema/service.ts'

/** A question to the owner of a service; at most three a service. */
export interface Question {
  readonly service: ServiceId
  readonly about: 'people' | 'fallback' | 'outage'
  readonly words: Words
  /** Person-hours between the best and the worst answer, if the service loses its supplies for the horizon. */
  readonly swing: number
}

export type Answer =
  | { readonly about: 'people'; readonly people: number }
  /** What holds without the supply, and who takes over by hand. */
  | { readonly about: 'fallback'; readonly buffer: number; readonly fallback: Fallback }
  /** Hours of outage that people bear. */
  | { readonly about: 'outage'; readonly maximumOutage: number }

/** People of a service of which nothing is known, where nobody is counted in the whole city: a prior for the order of questions only. */
const unknownPeople = 10_000

/**
 * What nobody has stated of the services, in the order in which an answer would change the consequence most.
 *
 * The swing of a question is what the person-hours differ by between its best and its worst answer when the service's supplies are lost
 * for the horizon, over all services that fall with it. For people nobody counted the population of the city stands in.
 *
 * @param horizon hours
 */
export function questions(city: City, horizon = 24): readonly Question[] {
  const prior = priorOf(compiledOf(city))
  const of = withPrior(compiledOf(city), prior)
  const stated = statedGroups(city, of)
  const found: Question[] = []
  for (const [index, id] of of.services.entries()) {
    const said = city.services.get(id)?.said
    if (said === undefined) continue
    const name = shown(said.name, city.time)?.value ?? id
    const ask = (about: Question['about'], swing: number) =>
      found.push({ service: id, about, words: wordsOf[about](name), swing })
    const worst = lossesWithout(of, index, horizon)
    const lost = worst.find(({ service }) => service === index)?.lostHours ?? horizon
    const inCells = (of.cellsOf.offset[index] ?? 0) < (of.cellsOf.offset[index + 1] ?? 0)
    const people = shown(said.people, city.time)
    const own = inCells
      ? personHours(
          of,
          worst.filter(({ service }) => service === index),
        )
      : (of.rough.people[index] ?? prior) * lost
    if (!inCells && isOpen(people)) ask('people', Math.max(prior, people?.value ?? 0) * lost)
    if (!isStated(of, index, stated)) {
      // At best it holds through the horizon, and nothing falls
      ask('fallback', personHours(of, worst))
    }
    if (isOpen(shown(said.maximumOutage, city.time))) ask('outage', own)
  }
  return found.sort((a, b) => b.swing - a.swing || compare(a.service, b.service) || compare(a.about, b.about))
}

/** An owner's answer as records to merge. It goes before assumptions of the service's dependencies, not before statements on them. */
export function answerOf(service: ServiceId, answer: Answer, by: By): Records {
  return { services: [{ id: service, said: saidBy(answer, by) }] }
}

function saidBy(answer: Answer, by: By): Service['said'] {
  switch (answer.about) {
    case 'people':
      return { people: [{ value: answer.people, ...by }] }
    case 'fallback':
      return { buffer: [{ value: answer.buffer, ...by }], fallback: [{ value: answer.fallback, ...by }] }
    case 'outage':
      return { maximumOutage: [{ value: answer.maximumOutage, ...by }] }
  }
}

/** The name stands first: a service is called in the singular or the plural, with an article or without. */
const wordsOf: Readonly<Record<Question['about'], (name: string) => Words>> = {
  people: (name) => ({
    en: `${named(name)}: how many people are served, roughly?`,
    fr: `${named(name)}\u00a0: combien de personnes en dépendent, à peu près\u202f?`,
  }),
  fallback: (name) => ({
    en: `${named(name)}: if this stops, how long does it still hold, who takes over by hand, and for how long?`,
    fr: `${named(name)}\u00a0: en cas d’arrêt, combien de temps le service tient-il encore, qui prend le relais à la main, et pour combien de temps\u202f?`,
  }),
  outage: (name) => ({
    en: `${named(name)}: if this stops, what do people notice, and after how many hours is it no longer bearable?`,
    fr: `${named(name)}\u00a0: en cas d’arrêt, que remarquent les gens, et après combien d’heures n’est-ce plus supportable\u202f?`,
  }),
}

function named(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** The losses when a service falls at once, with all that falls after it. */
function lossesWithout(of: Compiled, service: number, horizon: number): ServiceLoss[] {
  const { seeds } = of.scratch
  seeds.clear()
  seeds.set(of.assets.length + service, 0)
  return serviceLosses(of, cascade(of, seeds, horizon), seeds, horizon)
}

function personHours(of: Compiled, losses: readonly ServiceLoss[]): number {
  const { personHours: amount } = peopleHarm(of, losses, () => false)
  return amount.kind === 'known' ? amount.atMost : 0
}

/** The same numbers with the prior where nobody counted. */
function withPrior(of: Compiled, prior: number): Compiled {
  const fill = (people: Float64Array) => people.map((count) => (Number.isNaN(count) ? prior : count))
  return {
    ...of,
    inCells: { ...of.inCells, people: fill(of.inCells.people) },
    rough: { ...of.rough, people: fill(of.rough.people) },
  }
}

function priorOf(of: Compiled): number {
  const known = (people: Float64Array) => people.filter((count) => !Number.isNaN(count))
  const inCells = known(of.inCells.people).reduce((sum, count) => sum + count, 0)
  const most = known(of.rough.people).reduce((a, b) => Math.max(a, b), 0)
  return Math.max(inCells, most) || unknownPeople
}

/** The groups of which buffer and fallback are both stated. */
function statedGroups(city: City, of: Compiled): ReadonlySet<number> {
  const stated = new Set<number>()
  for (const [group, id] of of.groups.entries()) {
    const dependency = city.dependencies.get(id)
    if (dependency === undefined) continue
    const { assumed } = termsOf(city, dependency)
    if (!assumed.has('buffer') && !assumed.has('fallback')) stated.add(group)
  }
  return stated
}

function isStated(of: Compiled, service: number, stated: ReadonlySet<number>): boolean {
  const node = of.assets.length + service
  const groups = of.rests.to.slice(of.rests.offset[node], of.rests.offset[node + 1])
  return groups.length > 0 && groups.every((group) => stated.has(group))
}

function isOpen(statement: Statement<unknown> | undefined): boolean {
  return statement === undefined || statement.confidence === 'assumed'
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
