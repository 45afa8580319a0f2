import { sessionLimits } from '@tocsin/access'
import type { FastifyReply } from 'fastify'
import type { Reached } from './reach.ts'

/** What the Cookie header says of our session. `many`: two under one name, of which at most one is ours. */
export type SentSession =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly secret: string }
  | { readonly kind: 'many' }

/** `session` opens everything; `step` only the second half of a sign-in that the same browser began. */
export type CookieOf = 'session' | 'step'

/**
 * Reads one of our cookies from the raw header, to see doubles: cookies ignore ports and prefer longer paths, so another
 * program on this machine can lay its own before ours (cookie tossing) to make a person work in somebody else's session.
 */
export function sentSession(header: string | undefined, reached: Reached, of: CookieOf = 'session'): SentSession {
  if (header === undefined || reached.channel === 'clear') return { kind: 'none' }
  const prefix = `${cookieName(reached, of)}=`
  const found = header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix))
  const [first] = found
  if (first === undefined) return { kind: 'none' }
  return found.length === 1 ? { kind: 'one', secret: first.slice(prefix.length) } : { kind: 'many' }
}

export function setSession(reply: FastifyReply, reached: Reached, secret: string, of: CookieOf = 'session'): void {
  reply.setCookie(cookieName(reached, of), secret, { ...attributes(reached), maxAge: maxAge[of] })
}

export function clearSession(reply: FastifyReply, reached: Reached, of: CookieOf = 'session'): void {
  reply.setCookie(cookieName(reached, of), '', { ...attributes(reached), maxAge: 0 })
}

/** Seconds; what is behind the cookie ends sooner by itself. */
const maxAge = { session: sessionLimits.absolute / 1000, step: 15 * 60 } as const

/** With TLS the name itself forbids that another host or path sets it (RFC 6265bis §4.1.3.2). */
function cookieName(reached: Reached, of: CookieOf): string {
  return reached.channel === 'tls' ? `__Host-tocsin_${of}` : `tocsin_${of}`
}

function attributes(reached: Reached) {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: reached.channel === 'tls' } as const
}
