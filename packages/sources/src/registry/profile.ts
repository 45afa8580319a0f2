import type { Realm } from '@tocsin/event'

/** Realms that a source can be declared to belong to; `replay` is what files are replayed into. */
export const declaredRealms = ['real', 'sample', 'exercise'] as const satisfies readonly Realm[]

/** What somebody declared of a source. Null is what was not said. */
export interface SourceProfile {
  readonly source: string
  /** The catalogue's name of what sends, such as `fortigate`. */
  readonly equipment: string | null
  /** What reads it, where that is not what its door says. */
  readonly decoder: string | null
  /** The address whose frames at a shared door (`syslog`) are this source. */
  readonly sender: string | null
  readonly door: string | null
  /** Who answers for it, in words. */
  readonly owner: string | null
  /** The source that its records pass through: a relay, a gateway. */
  readonly parent: string | null
  readonly realm: (typeof declaredRealms)[number]
  /** Events an hour; null: learnt. */
  readonly expected: number | null
  /** Minutes without a record after which it is silent; null: learnt. */
  readonly silentMinutes: number | null
}

/** The zone of times that a source, or one sender of it, writes without one. */
export interface SourceZone {
  readonly source: string
  /** Empty: all senders of the source. */
  readonly sender: string
  readonly zone: string
}

/** What the receiver is told of a source, by the door that its frames come in at. */
export interface SourceBinding {
  /** The source that the door gives its frames. */
  readonly source: string
  /** Empty: any sender. */
  readonly sender: string
  readonly becomes?: string
  readonly decoder?: string
  readonly zone?: string
  readonly realm?: (typeof declaredRealms)[number]
}

/** All that the receiver must know of what was declared. */
export function bindingsOf(profiles: readonly SourceProfile[], zones: readonly SourceZone[]): readonly SourceBinding[] {
  const zoneOf = (source: string, sender: string) =>
    zones.find((one) => one.source === source && one.sender === sender)?.zone
  const declared = profiles.map(({ source, sender, door, decoder, realm }): SourceBinding => {
    const zone = zoneOf(source, '')
    const own = {
      ...(decoder === null ? {} : { decoder }),
      ...(zone === undefined ? {} : { zone }),
      ...(realm === 'real' ? {} : { realm }),
    }
    return sender === null
      ? { source, sender: '', ...own }
      : { source: door ?? source, sender, becomes: source, ...own }
  })
  const others = zones
    .filter(({ source, sender }) => sender !== '' || !profiles.some((one) => one.source === source))
    .map(({ source, sender, zone }): SourceBinding => ({ source, sender, zone }))
  return [...declared, ...others]
}
