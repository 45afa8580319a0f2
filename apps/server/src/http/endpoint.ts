import type { Who } from '@tocsin/access'
import type { BodyTaken, RouteAudit, UnreadBody } from '@tocsin/capability'
import type { Result } from '@tocsin/kit'
import type { Scope } from '@tocsin/store'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ZodType } from 'zod'
import type { Refused } from './problem.ts'
import type { Reached } from './reach.ts'

/** What a JSON endpoint is asked: path, query and body joined and checked. */
export interface OpenAsk<Input> {
  readonly input: Input
  readonly reached: Reached
  /** `nobody` where the endpoint is open and nobody signed in. */
  readonly who: Who
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

export interface Ask<Input> extends OpenAsk<Input> {
  readonly scope: Scope
}

interface Shape<Input, Output> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With `/api`, and `:name` parameters. */
  readonly path: string
  readonly input: ZodType<Input>
  readonly output: ZodType<Output>
  readonly says: string
  /** Noted in the audit though it only reads. What is no GET is always noted. */
  readonly audited?: true
  readonly audit?: RouteAudit<Input, Output>
  /** Its answer may name people: whoever sees pseudonyms gets them in it. */
  readonly people?: true
  /** Media types, where the answer is a `Download` and no JSON. */
  readonly produces?: readonly string[]
  /** Bytes of body; 1 MiB unless told. */
  readonly bodyLimit?: number
  /** Packed, with a validator: see `bulk.ts`. */
  readonly bulky?: true
}

/** Needs a permission, and gets the scope that was decided with it. */
export interface GuardedEndpoint<Input, Output> extends Shape<Input, Output> {
  readonly permission: string
  /** Takes the body as it came: it is read in another thread. */
  takesBody?(body: UnreadBody, ask: Omit<Ask<unknown>, 'input'>): Promise<BodyTaken>
  handle(ask: Ask<Input>): Promise<Result<Output, Refused>>
}

/** Open to everybody, and so without a scope: it cannot call a repository that holds anything. */
export interface OpenEndpoint<Input, Output> extends Shape<Input, Output> {
  readonly open: true
  /** Refuses by where it comes from, before a byte of the body is read. */
  readonly early?: (reached: Reached) => Refused | undefined
  handle(ask: OpenAsk<Input>): Promise<Result<Output, Refused>>
}

/** An endpoint whose input and output are known only to itself. */
export type Endpoint = GuardedEndpoint<unknown, unknown> | OpenEndpoint<unknown, unknown>

/** Declares an endpoint, with its types checked against each other, for a list of endpoints that differ. */
export function endpoint<Input, Output>(declared: GuardedEndpoint<Input, Output>): Endpoint {
  return declared as unknown as Endpoint
}

/** The same for one that everybody may call. */
export function openEndpoint<Input, Output>(declared: Omit<OpenEndpoint<Input, Output>, 'open'>): Endpoint {
  return { ...declared, open: true } as unknown as Endpoint
}
