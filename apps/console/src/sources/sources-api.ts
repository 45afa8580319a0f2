import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Words } from '@tocsin/kit'
import { get } from '../api/client.ts'

// The shapes of /api/sources and /api/blind-spots; /api/openapi.json describes them.

export interface Offset {
  readonly sender: string
  readonly minutes: number
  readonly zone: string | null
  readonly events: number
}

export interface KnownSource {
  readonly source: string
  readonly state: 'waiting' | 'unread' | 'well' | 'silent' | 'low' | 'high'
  readonly last: number | null
  readonly events: number
  readonly refused: number
  readonly senders: number
  readonly expected: number | null
  readonly lastHour: number | null
  readonly silentAfter: number
  readonly zone: string | null
  readonly profile: Profile | null
  readonly offsets: readonly Offset[]
}

export interface Profile {
  readonly source: string
  readonly equipment: string | null
  readonly decoder: string | null
  readonly sender: string | null
  readonly door: string | null
  readonly owner: string | null
  readonly parent: string | null
  readonly realm: 'real' | 'sample' | 'exercise'
  readonly expected: number | null
  readonly silentMinutes: number | null
}

export interface Sender {
  readonly sender: string
  readonly decoder: string
  readonly last: number
  readonly first: number
  readonly events: number
  readonly refused: number
  /** Seconds that its times lie after (negative: before) their receipt. */
  readonly aheadSeconds: number | null
  readonly offset: Omit<Offset, 'sender'> | null
  /** Minutes of an offset that somebody left as it is. */
  readonly declined: number | null
  readonly zone: string | null
  readonly unread: string
  readonly looksLike: string | null
}

export interface Way {
  readonly door: string
  readonly decoder: string
  readonly file: string
  readonly snippet: string
}

export interface Equipment {
  readonly id: string
  readonly name: string
  readonly group: 'linux' | 'windows' | 'network' | 'application' | 'sensors'
  readonly ways: readonly Way[]
}

export interface Doors {
  readonly hosts: readonly string[]
  readonly url: string
  readonly ports: Readonly<Record<'http' | 'syslog' | 'udp' | 'tls' | 'beats', number | null>>
  readonly authority: string | null
}

export interface BlindSpot {
  readonly kind: 'asleep' | 'no-rule' | 'silent' | 'waiting' | 'unread' | 'no-city' | 'zone' | 'assets'
  readonly about: string
  readonly risk: number
  readonly says: Words
  readonly fix: Words
  readonly rules: readonly { readonly rule: string; readonly title: string; readonly level: string }[]
  readonly waiting: number
  readonly wakes: readonly string[]
}

export const healthQuery = queryOptions({
  queryKey: ['senses', 'health'],
  queryFn: ({ signal }) => get<{ readonly sources: readonly KnownSource[] }>('/sources/health', signal),
  refetchInterval: 5000,
})

export const catalogueQuery = queryOptions({
  queryKey: ['catalogue'],
  queryFn: ({ signal }) => get<{ readonly equipment: readonly Equipment[] }>('/sources/catalogue', signal),
  staleTime: Number.POSITIVE_INFINITY,
})

export const doorsQuery = queryOptions({
  queryKey: ['doors'],
  queryFn: ({ signal }) => get<Doors>('/sources/doors', signal),
})

export const blindQuery = queryOptions({
  queryKey: ['senses', 'blind'],
  queryFn: ({ signal }) => get<{ readonly spots: readonly BlindSpot[] }>('/blind-spots', signal),
})

export function sendersQuery(source: string) {
  return queryOptions({
    queryKey: ['senses', 'senders', source],
    queryFn: ({ signal }) =>
      get<{ readonly senders: readonly Sender[] }>(`/sources/${encodeURIComponent(source)}/senders`, signal),
    refetchInterval: 2000,
  })
}

/** One change of sources; what is shown of them is read anew afterwards. */
export function useSourceChange<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['senses'] }),
  })
}

/** The snippet as it is laid into what sends. A door that is shut is said in its place. */
export function filled(
  snippet: string,
  given: {
    readonly doors: Doors
    readonly host: string
    readonly source: string
    readonly token: string
    readonly shut: string
  },
): string {
  const { ports, url } = given.doors
  const values: Readonly<Record<string, string | number | null>> = {
    host: given.host,
    url,
    source: given.source,
    token: given.token,
    authority: '/etc/tocsin/authority.crt',
    httpPort: ports.http,
    syslogPort: ports.syslog,
    udpPort: ports.udp,
    tlsPort: ports.tls,
    beatsPort: ports.beats,
  }
  return snippet.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? given.shut))
}

/** What is declared of a source that comes in by a way: a shared door needs the sender's address to tell it apart. */
export function bindingOf({ door, decoder }: Way, sender: string) {
  const shared = door.startsWith('syslog') ? 'syslog' : door === 'lumberjack' ? 'beats' : null
  if (shared === null) return door === 'connection' ? {} : { decoder }
  return sender === '' ? {} : { sender, door: shared, ...(shared === 'syslog' ? { decoder } : {}) }
}
