import type { Result, Signal, Words } from '@tocsin/kit'
import type { EventStore, Migration, Scope, StateStore } from '@tocsin/store'
import type { ZodType } from 'zod'
import type { Asked, Questions } from './questions.ts'

/** What a wing may ask of the house. */
export interface Host {
  /** Milliseconds since the epoch. */
  now(): number
  readonly state: StateStore
  readonly events: Pick<EventStore, 'query'>
  ask<Name extends keyof Questions>(question: Name, ...about: Parameters<Questions[Name]>): Promise<Asked<Name>>
  /** Internal telemetry: metric, log line and reason from one object. It never enters the event log. */
  signal<Details>(what: Signal<Details>, details: Details): void
  /**
   * Appends an event of Tocsin's own to the log, in the realm `real`, its origin proven. A rule sees it only by naming
   * `product: tocsin`, so that nothing feeds on itself. Resolves when it is durable, or when it was counted as lost.
   */
  publish(what: OwnEvent): Promise<void>
}

/** Something that Tocsin says of itself (`self`) or of the city (`city`), that somebody did at its door (`access`), or told by hand (`hand`). */
export interface OwnEvent {
  /** Its source is `tocsin/<service>`. */
  readonly service: 'self' | 'access' | 'hand' | 'city'
  /** The department that it belongs to, which is then part of its source's name (`handSource`). */
  readonly of?: string
  /** A short fixed word, such as `login`. */
  readonly action: string
  /** Flat, under the names that rules read; absent ones are left out. */
  readonly fields: Readonly<Record<string, string | number | boolean | undefined>>
}

export interface RouteRequest<Input> {
  readonly input: Input
  readonly scope: Scope
  /** The account or token that asks. */
  readonly who: string
  /** What of the one who asks decides which things are shared with them; absent for machines. */
  readonly circle?: { readonly role: string; readonly departments: readonly string[] }
}

/** What the audit hears of one request beside who, when, from where and how it ended. */
export interface RouteNote {
  /** What it was about: the text of a search, an id. Never a secret. */
  readonly about?: string
  readonly reason?: string
  readonly rows?: number
  readonly incident?: string
  /** Pseudonyms of people. */
  readonly people?: readonly string[]
  /** Milliseconds since the epoch. */
  readonly range?: readonly [from: number, to: number]
}

/** How a route is noted in the audit. */
export interface RouteAudit<Input, Output> {
  /** `event.search`; method and path where it is left out. */
  readonly act?: string
  /** `required`: where it cannot be noted there is no answer. For what shows names, raw bytes, exports. */
  readonly entry?: 'required'
  /**
   * `output` is absent where the request was refused; nothing where this answer shows nothing that must be noted. Without
   * it: the ids, names and the reason of the input.
   */
  note?(input: Input, output: Output | undefined): RouteNote | undefined
}

/** One route of the HTTP API. Input is path, query and body joined; it is refused before `handle` sees it. */
export interface Route<Input = unknown, Output = unknown> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Under `/api`, with `:name` parameters. */
  readonly path: string
  /** A permission's name. */
  readonly permission: string
  readonly input: ZodType<Input>
  readonly output: ZodType<Output>
  readonly says: string
  /** Noted in the audit though it only reads. What changes something is always noted. */
  readonly audited?: true
  readonly audit?: RouteAudit<Input, Output>
  /** Its answer may name people: whoever sees pseudonyms gets them in it. */
  readonly people?: true
  /** Bytes of its body, at most; 1 MiB where it says nothing. */
  readonly bodyLimit?: number
  /** A large answer that echoes nothing of the request: it is packed, and is not sent again to who names what they hold. */
  readonly bulky?: true
  /** Takes the body as it came, where a large one is not to be read in the thread that answers everybody. */
  takesBody?(body: UnreadBody, request: Omit<RouteRequest<unknown>, 'input'>): Promise<BodyTaken>
  handle(request: RouteRequest<Input>, host: Host): Promise<Output>
}

/** What a request brings, not read yet. */
export interface UnreadBody {
  readonly params: unknown
  readonly query: unknown
  readonly bytes?: Uint8Array
}

/** What became of a body that was read elsewhere. */
export interface BodyTaken {
  /** The input, for the audit, without what is large in it; absent where it could not be read. */
  readonly input?: unknown
  readonly answer: Result<
    unknown,
    {
      readonly status: number
      readonly problem: { readonly code: string; readonly message: string; readonly fix: string }
    }
  >
}

export interface Permission {
  readonly name: string
  readonly says: Words
}

export interface Job {
  readonly name: string
  readonly everySeconds: number
  run(host: Host): Promise<void>
}

export interface Command {
  /** `incidents list`. */
  readonly name: string
  /** `offline` works on a data folder without a server. */
  readonly where: 'offline' | 'remote'
  readonly says: Words
}

export interface Health {
  readonly well: boolean
  readonly says: Words
}

/** A wing: what it is called, keeps, offers and asks. */
export interface Capability {
  readonly name: string
  readonly words: Words
  readonly migrations: readonly Migration[]
  readonly permissions: readonly Permission[]
  readonly routes: readonly AnyRoute[]
  readonly jobs: readonly Job[]
  readonly commands: readonly Command[]
  readonly provides: Partial<Questions>
  readonly asks: readonly (keyof Questions)[]
  health(host: Host): Promise<Health>
}

/** A route whose input and output are known only to itself. */
export type AnyRoute = Route<unknown, unknown>

/** Declares a route, with its types checked against each other, for a list of routes that differ. */
export function route<Input, Output>(declared: Route<Input, Output>): AnyRoute {
  return declared as unknown as AnyRoute
}
