import type { Words } from '@tocsin/kit'
import type { SourceProfile } from '../registry/profile.ts'
import type { SenderHealth, SourceHealth } from './health-book.ts'

/** One silence: of a source, or of what several sources and senders have in common. */
export interface Silence {
  readonly about: string
  /** What is silent below it; empty where it is a single source. */
  readonly children: readonly string[]
  /** Minutes since the last record. */
  readonly minutes: number
  readonly limit: number
  readonly says: Words
}

interface Child {
  readonly name: string
  readonly parent: string
  readonly minutes: number
  readonly limit: number
  readonly silent: boolean
}

const minute = 60_000
const regular = 100

/**
 * How long each source has been silent, folded: where everything that passes through one relay, gateway or address is silent,
 * that is one message about it. Sources that go on are among them too, so that a trouble that is over can be seen to be.
 */
export function silences(
  given: {
    readonly health: readonly SourceHealth[]
    readonly senders: readonly SenderHealth[]
    readonly profiles: readonly SourceProfile[]
  },
  now: number,
): readonly Silence[] {
  const parentOf = new Map(given.profiles.map(({ source, parent }) => [source, parent]))
  const busy = new Map<string, SenderHealth[]>()
  for (const one of given.senders) {
    if (one.sender !== '') busy.set(one.source, [...(busy.get(one.source) ?? []), one])
  }
  const children = given.health.flatMap((one): Child[] => {
    if (one.last === null || one.events === 0) return []
    // A source with one sender may share that sender's address with others: then the address is what they pass through.
    const only = busy.get(one.source)
    const address = only?.length === 1 ? only[0]?.sender : undefined
    const parent = parentOf.get(one.source) ?? address ?? ''
    return [{ ...childOf(one.source, one.last, one.silentAfter, now), silent: one.state === 'silent', parent }]
  })
  const whole = new Set(given.health.filter(({ state }) => state === 'silent').map(({ source }) => source))
  const single = [...busy].flatMap(([source, all]) => {
    const limit = given.health.find((one) => one.source === source)?.silentAfter ?? 60
    // One of many senders of a source that goes on.
    if (all.length < 2 || whole.has(source)) return []
    return all
      .filter(({ frames }) => frames >= regular)
      .map((one) => ({ ...childOf(`${source} ${one.sender}`, one.last, Math.max(60, limit), now), parent: one.sender }))
  })
  return fold([...children, ...single.map((one) => ({ ...one, silent: one.minutes >= one.limit }))])
}

/** The silence of one source: its own, or that of what it passes through, with what else is silent there. */
export function silenceOf(
  source: string,
  all: readonly Silence[],
): { readonly minutes: number; readonly through: string | null; readonly together: readonly string[] } | undefined {
  const over = all.filter(({ minutes, limit }) => minutes >= limit)
  const family = over.find(({ children }) => children.includes(source))
  if (family !== undefined) {
    const together = family.children.filter((one) => one !== source)
    return { minutes: family.minutes, through: family.about, together }
  }
  const own = over.find(({ about, children }) => about === source && children.length === 0)
  return own === undefined ? undefined : { minutes: own.minutes, through: null, together: [] }
}

function childOf(name: string, last: number, limit: number, now: number) {
  return { name, minutes: Math.max(0, Math.floor((now - last) / minute)), limit }
}

function fold(children: readonly Child[]): readonly Silence[] {
  const families = new Map<string, Child[]>()
  for (const child of children) {
    const family = child.parent === '' ? `=${child.name}` : child.parent
    families.set(family, [...(families.get(family) ?? []), child])
  }
  return [...families].flatMap(([parent, all]) => {
    const names = all.map(({ name }) => name)
    const minutes = Math.min(...all.map((one) => one.minutes))
    const limit = Math.max(...all.map((one) => one.limit))
    const together = all.length > 1 && all.every(({ silent }) => silent)
    // What the family says is well again where a single one speaks.
    const family: Silence[] =
      all.length > 1
        ? [
            {
              about: parent,
              children: names,
              minutes: together ? minutes : 0,
              limit,
              says: saysFamily(parent, all, minutes),
            },
          ]
        : []
    const alone = all.map(
      (one): Silence => ({
        about: one.name,
        children: [],
        minutes: together ? 0 : one.silent ? one.minutes : Math.min(one.minutes, one.limit - 1),
        limit: one.limit,
        says: {
          en: `${one.name} has sent nothing for ${one.minutes} minutes`,
          fr: `${one.name} n’envoie rien depuis ${one.minutes} minutes`,
        },
      }),
    )
    return [...family, ...alone]
  })
}

function saysFamily(parent: string, all: readonly Child[], minutes: number): Words {
  const named = all
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ')
  const more = all.length > 3 ? '…' : ''
  return {
    en: `All ${all.length} sources that come through ${parent} have sent nothing for ${minutes} minutes (${named}${more})`,
    fr: `Les ${all.length} sources qui passent par ${parent} n’envoient rien depuis ${minutes} minutes (${named}${more})`,
  }
}
