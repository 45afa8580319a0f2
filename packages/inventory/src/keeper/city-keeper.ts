import {
  applyDiff,
  atTime,
  type City,
  type CityDiff,
  cityOf,
  coldStart,
  diff,
  isEmptyDiff,
  openMerge,
  openShare,
  type Records,
  reverse,
  type SectionName,
  type Sections,
  type Share,
  sectionNames,
} from '@tocsin/city'
import { type AssetId, TocsinError } from '@tocsin/kit'
import { everything, type StateStore } from '@tocsin/store'
import { inBreaths } from '../breath.ts'
import {
  type Counts,
  changesOf,
  countsOf,
  forgetUnmade,
  newestNumber,
  recordOf,
  storedRecords,
  versionsOf,
  writeChange,
} from './city.repository.ts'
import { settle } from './settle.ts'

/** Who changes the city, why, and from what. */
export interface Change {
  readonly who: string
  readonly kind: 'import' | 'answer' | 'record' | 'learnt' | 'undo'
  readonly about: string
}

/** What a change would do, or did: the version after it, or none where nothing changes. */
export interface Changed {
  readonly number: number
  readonly counts: Counts
  readonly difference: CityDiff
  readonly city: City
}

/** The present city: one owner, numbered versions, every change whole or not at all. */
export interface CityKeeper {
  /** As it is now: what has ended is no longer shown. */
  city(): City
  /** The number of the newest change. */
  number(): number
  /** What a change would do, without doing it. */
  preview(records: Records): Promise<Changed>
  /** Merges records, and supposes what follows from them. Resolves when it is durable. */
  apply(records: Records, change: Change): Promise<Changed>
  /**
   * Merges what was seen, from the city as it is then; assets of `gone` were absorbed by others. Nothing is supposed from it:
   * that waits for the next change by a person.
   */
  learn(make: (city: City) => Learnt, change: Change): Promise<Changed>
  /** Hears of each change once it is durable. Gives the way to stop hearing. */
  heard(listener: (changed: Changed) => void): () => void
  /** Takes a version back. @throws TocsinError `not-found`, or `city-conflict` where something of it was changed since */
  undo(number: number, who: string): Promise<Changed>
}

/** What was learnt of a city. */
export interface Learnt {
  readonly records: Records
  readonly gone: readonly AssetId[]
}

/** How long the moment that statements are judged by may lie behind, in milliseconds. */
const momentMs = 60_000

/** Opens the city that is kept. @throws TocsinError `damaged` */
export async function openCityKeeper(state: StateStore, now: () => number): Promise<CityKeeper> {
  const share = openShare()
  let city = cityOf(await storedRecords(state, everything), now())
  let number = await newestNumber(state, everything)
  await forgetUnmade(state, everything, number)
  let last: Promise<unknown> = Promise.resolve()
  const listeners = new Set<(changed: Changed) => void>()

  const present = () => {
    const moment = now()
    if (moment - city.time >= momentMs || moment < city.time) city = atTime(city, moment)
    return city
  }

  const changed = async (records: Records): Promise<Changed> => {
    const before = atTime(present(), now())
    const merged = await joined(before, records, share)
    // What is supposed follows from what is known: it never stands against it.
    return changeOf(before, await joined(merged, coldStart(merged, before.time), share))
  }

  const changeOf = (before: City, after: City): Changed => {
    const difference = diff(before, after)
    const counts = countsOf(difference)
    return { number: isEmptyDiff(difference) ? number : number + 1, counts, difference, city: after }
  }

  const keep = async (made: Changed, { who, kind, about }: Change): Promise<Changed> => {
    if (isEmptyDiff(made.difference)) return made
    const version = { number: made.number, at: now(), who, kind, about }
    await writeChange(state, version, made.difference)
    number = made.number
    city = made.city
    for (const listener of listeners) listener(made)
    return made
  }

  /** One after another: each change is made from the city that the one before left. */
  const inTurn = <Value>(act: () => Promise<Value>): Promise<Value> => {
    const done = last.then(act)
    last = done.catch(() => undefined)
    return done
  }

  return {
    city: present,
    number: () => number,
    preview: changed,
    apply: (records, change) => inTurn(async () => keep(await changed(records), change)),
    learn: (make, change) =>
      inTurn(async () => {
        const before = atTime(present(), now())
        const { records, gone } = make(before)
        return keep(changeOf(before, without(await joined(before, records, share), gone)), change)
      }),
    heard: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    undo: (undone, who) =>
      inTurn(async () => {
        const [version] = await versionsOf(state, everything, undone + 1, 1)
        if (version?.number !== undone) {
          throw new TocsinError('not-found', `There is no version ${undone} of the city`, {
            where: String(undone),
            fix: 'Look at the list of versions',
          })
        }
        const before = atTime(present(), now())
        const back = applyDiff(before, reverse(await differenceOf(state, undone, before.time)))
        if (!back.ok) {
          const [first] = back.error
          throw new TocsinError('city-conflict', `${back.error.length} records were changed since, or are gone`, {
            where: first?.at ?? String(undone),
            fix: 'Undo the later versions first, or correct the records one by one',
          })
        }
        return keep(changeOf(before, { ...back.value, time: before.time }), {
          who,
          kind: 'undo',
          about: String(undone),
        })
      }),
  }
}

/** A city with records merged into it, some at a time. */
async function joined(city: City, records: Records, share: Share): Promise<City> {
  const merging = openMerge(city)
  for (const section of sectionNames) {
    for await (const some of inBreaths<Sections[SectionName]>(records[section] ?? [])) {
      const news = settle(city, { [section]: some })[section] ?? []
      merging.add(section, news.map(share))
    }
  }
  return merging.merged()
}

function without(city: City, gone: readonly AssetId[]): City {
  if (gone.length === 0) return city
  const assets = new Map(city.assets)
  for (const id of gone) assets.delete(id)
  return { ...city, assets, version: city.version + 1 }
}

/** What a version changed, read back. */
async function differenceOf(state: StateStore, number: number, time: number): Promise<CityDiff> {
  const sections = new Map<SectionName, { added: unknown[]; updated: [unknown, unknown][]; removed: unknown[] }>()
  for (const section of sectionNames) sections.set(section, { added: [], updated: [], removed: [] })
  for (const { section, id, before, after } of await changesOf(state, everything, number)) {
    const name = sectionNames.find((one) => one === section)
    const of = name === undefined ? undefined : sections.get(name)
    if (name === undefined || of === undefined) continue
    const [from, to] = [before, after].map((side) => (side === null ? undefined : recordOf(name, id, side)))
    if (from === undefined) of.added.push(to)
    else if (to === undefined) of.removed.push(from)
    else of.updated.push([from, to])
  }
  return { ...Object.fromEntries(sections), time: [time, time] } as unknown as CityDiff
}
