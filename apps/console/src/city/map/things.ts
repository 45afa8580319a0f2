import type { Severity } from '@tocsin/event'
import type { Position } from './mercator.ts'
import type { Places } from './places-api.ts'

/** One thing of the city, as maps and their lists show it. */
export interface Thing {
  /** Its place in the columns of the answer. */
  readonly index: number
  readonly id: string
  readonly name: string
  readonly kind: string | undefined
  /** Place in the list of zones; -1 where nobody said. */
  readonly zone: number
  readonly at: Position | undefined
  readonly state: ThingState
  /** The gravest open incident that names it. */
  readonly incident: Severity | undefined
}

export type ThingState = 'usual' | 'misfit' | 'undeclared'

/** Things by the severity of their incidents; the rest is as the server told. */
export function thingsOf(places: Places, incidents: ReadonlyMap<string, Severity>): readonly Thing[] {
  const misfit = new Set(places.states.misfit)
  const undeclared = new Set(places.states.undeclared)
  const { ids, names, kinds, zones, at } = places.assets
  return ids.map((id, index): Thing => {
    const kind = kinds[index] ?? -1
    const [x, y] = [at[index * 2] ?? null, at[index * 2 + 1] ?? null]
    return {
      index,
      id,
      name: names[index] ?? id,
      kind: kind === -1 ? undefined : places.kinds[kind],
      zone: zones[index] ?? -1,
      at: x === null || y === null ? undefined : [x / 1e5, y / 1e5],
      state: misfit.has(index) ? 'misfit' : undeclared.has(index) ? 'undeclared' : 'usual',
      incident: incidents.get(id),
    }
  })
}

/** Which things are wanted. */
export interface Wanted {
  readonly q?: string | undefined
  readonly kind?: string | undefined
  readonly zone?: string | undefined
  readonly service?: string | undefined
}

/** The things that answer all of it, what is abnormal first. */
export function wantedOf(places: Places, things: readonly Thing[], wanted: Wanted): readonly Thing[] {
  const needle = folded(wanted.q ?? '')
  const zone = wanted.zone === undefined ? undefined : places.zones.findIndex(({ id }) => id === wanted.zone)
  const service = places.services.find(({ id }) => id === wanted.service)
  const rests = wanted.service === undefined ? undefined : new Set(service?.assets ?? [])
  const found = things.filter(
    (thing) =>
      (wanted.kind === undefined || thing.kind === wanted.kind) &&
      (zone === undefined || thing.zone === zone) &&
      (rests === undefined || rests.has(thing.index)) &&
      (needle === '' ||
        folded(thing.name).includes(needle) ||
        thing.id.includes(needle) ||
        folded(places.zones[thing.zone]?.name ?? '').includes(needle)),
  )
  const odd = found.filter(isOdd).sort((a, b) => weight(b) - weight(a))
  return odd.length === 0 ? found : [...odd, ...found.filter((thing) => !isOdd(thing))]
}

/** Whether something is not as usual: only that has a colour. */
export function isOdd({ state, incident }: Thing): boolean {
  return state !== 'usual' || incident !== undefined
}

const graver: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical']

/** Orders what is abnormal: incidents by severity before what does not fit, that before what nobody declared. */
export function weight({ state, incident }: Pick<Thing, 'state' | 'incident'>): number {
  return incident === undefined
    ? state === 'misfit'
      ? 2
      : state === 'undeclared'
        ? 1
        : 0
    : 3 + graver.indexOf(incident)
}

/** Letters without case and accents: who looks for `ecole` finds *École*. */
function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
