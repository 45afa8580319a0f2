import { type Access, holdsToken, ingestPermission, nobody, type Who } from '@tocsin/access'
import { err, ok, type Result } from '@tocsin/kit'
import type { Scope } from '@tocsin/store'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Refused, refuse, refused, refusedByAccess } from './problem.ts'
import { checkSameOrigin, type Reached, type ReachRules, reach } from './reach.ts'
import { sentSession } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a route needs: a permission's name, or `open`. Every route says it; registering one that does not fails. */
    needs?: string
    /** Programs on this machine, over loopback and through no proxy, need no permission. */
    nearby?: true
  }
  interface FastifyRequest {
    /** How it came, who asks, and what that one may see: set before any handler runs. */
    admitted: Admitted | null
    /** Who was refused: proved who it is, and may not. */
    turnedAway: Who | null
  }
}

export interface Admitted {
  readonly reached: Reached
  readonly who: Who
  /** Absent on open routes. */
  readonly scope: Scope | undefined
}

export const open = 'open'

/** Lets a request in or says why not, before its body is read. */
export function admission(access: Access, rules: ReachRules) {
  return async (request: FastifyRequest): Promise<Result<Admitted, Refused>> => {
    const reached = reach(request.headers, request.socket.remoteAddress ?? '', rules)
    if (!reached.ok) return reached
    // A target with a host of its own would speak of another place than the Host header that was just checked.
    if (request.raw.url?.startsWith('/') !== true) {
      return refuse(400, 'bad-url', 'The request target is no path', 'Send a path and the Host header')
    }
    if (holdsSecret(request.raw.url)) {
      return refuse(
        400,
        'secret-in-url',
        'A secret stands in the URL, where logs keep it',
        'Revoke it; send it as a header',
      )
    }
    const sent = sentSession(request.headers.cookie, reached.value)
    const { needs } = request.routeOptions.config
    // Pages and files may be linked to from anywhere; what answers with data may not.
    if (!isPage(request)) {
      const same = checkSameOrigin(request.method, request.headers, reached.value, sent.kind !== 'none')
      if (!same.ok) return same
    }
    if (needs === undefined) return ok({ reached: reached.value, who: nobody, scope: undefined })

    const { authorization } = request.headers
    const secretless = authorization === undefined && sent.kind === 'none'
    if (request.routeOptions.config.nearby === true && secretless && reached.value.channel === 'loopback') {
      return ok({ reached: reached.value, who: nobody, scope: undefined })
    }
    const who = await identify(access, request, reached.value, needs)
    // A cookie that is no longer good must not keep anybody from signing in again.
    if (needs === open) return ok({ reached: reached.value, who: who.ok ? who.value : nobody, scope: undefined })
    if (!who.ok) return who
    const decided = await access.decide(who.value, needs)
    if (decided.ok) return ok({ reached: reached.value, who: who.value, scope: decided.value })
    if (who.value.kind === 'nobody' && sent.kind === 'many') return err(twoSessions)
    request.turnedAway = who.value
    return err(refusedByAccess(decided.error))
  }
}

/** Who asks: by the Authorization header where there is one, and only else by the cookie. */
export async function identify(
  access: Access,
  request: FastifyRequest,
  reached: Reached,
  needs: string,
): Promise<Result<Who, Refused>> {
  const { authorization } = request.headers
  if (authorization !== undefined) {
    const token = bearer(authorization) ?? (needs === ingestPermission ? shipperToken(authorization) : undefined)
    const who = token === undefined ? nobody : await access.tokens.read(token)
    if (who.kind === 'nobody') return err(badToken)
    if (who.kind === 'api-token' && reached.channel === 'clear') return err(needsTls)
    return ok(who)
  }
  // Machines send events, so a browser's cookie has no part in it.
  if (needs === ingestPermission) return ok(nobody)
  const sent = sentSession(request.headers.cookie, reached)
  if (sent.kind !== 'one') return ok(nobody)
  // A stream that stays open for hours is no sign of a person.
  return ok(await access.sessions.read(sent.secret, needs === livePermission ? 'look' : 'use'))
}

/** Whether somebody who was let in still may, and sees the same. */
export type Standing = 'same' | 'other' | 'gone'

/** Asked again and again of a stream that stays open: a session ends, a role changes, a source changes hands. */
export async function standing(
  access: Access,
  who: Result<Who, Refused>,
  permission: string,
  scope: Scope | undefined,
): Promise<Standing> {
  const now = who.ok ? await access.decide(who.value, permission) : undefined
  if (now?.ok !== true) return 'gone'
  return JSON.stringify(now.value) === JSON.stringify(scope) ? 'same' : 'other'
}

export const livePermission = 'live.read'

export const needsTls = refused(
  403,
  'needs-tls',
  'This secret would travel in the clear',
  'Use the machine that runs Tocsin (127.0.0.1, or an SSH tunnel to it), or put TLS in front of it',
)

const badToken = refused(401, 'bad-token', 'The token is unknown, revoked or expired', 'Make a new token')

const twoSessions = refused(
  401,
  'two-sessions',
  'The browser sends two session cookies, of which one was laid by something else',
  'Clear the cookies of this address and sign in again',
)

/** Refuses to run with a route that says not who may call it. */
export function requireNeeds(app: FastifyInstance, surface: { method: string; path: string; needs: string }[]): void {
  app.addHook('onRoute', (route) => {
    const needs = route.config?.needs
    if (needs === undefined) throw new Error(`the route ${route.method} ${route.url} says not who may call it`)
    for (const method of [route.method].flat()) surface.push({ method, path: route.url, needs })
  })
}

/** True for the console's pages and files, and for paths where nothing is: by the route that was found, not by the URL's look. */
function isPage(request: FastifyRequest): boolean {
  const { url = '' } = request.routeOptions
  return !/^\/(?:(?:api|ingest)\/|metrics$)/.test(url) && (request.method === 'GET' || request.method === 'HEAD')
}

function holdsSecret(url: string): boolean {
  const at = url.indexOf('?')
  if (at < 0) return holdsToken(url)
  let query = url.slice(at + 1)
  try {
    query = decodeURIComponent(query)
  } catch {
    // Left as it is: what cannot be decoded is refused later, and a token needs no encoding.
  }
  return (
    holdsToken(url) ||
    holdsToken(query) ||
    /(^|&)(access_?token|api_?key|passphrase|password|secret|token)=/i.test(query)
  )
}

function bearer(authorization: string): string | undefined {
  return /^bearer +([^\s]{1,200})$/i.exec(authorization)?.[1]
}

/** What shippers of others send: `Splunk <token>` of the HTTP Event Collector, or user and password. */
function shipperToken(authorization: string): string | undefined {
  return /^splunk +([^\s]{1,200})$/i.exec(authorization)?.[1] ?? basicPassword(authorization)
}

/** For senders that know only a user and a password: the user says nothing, the password is the token (RFC 7617). */
function basicPassword(authorization: string): string | undefined {
  const encoded = /^basic +([A-Za-z0-9+/]{1,400}={0,2})$/i.exec(authorization)?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : text.slice(colon + 1)
}
