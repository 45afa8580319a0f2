import {
  breakGlassName,
  isBreakGlass,
  nameOf,
  passkeyPlace,
  type Refusal,
  type SignedIn,
  type SignInOutcome,
  type Who,
} from '@tocsin/access'
import type { Host, RouteNote } from '@tocsin/capability'
import { err, ok, type Result } from '@tocsin/kit'
import { z } from 'zod'
import type { OpenAsk } from './endpoint.ts'
import { type Refused, refusedByAccess } from './problem.ts'
import { clearSession, sentSession, setSession } from './session-cookie.ts'
import { type SignInWay, signedIn, signInRefused } from './signals.ts'

export const me = z.object({
  kind: z.enum(['person', 'api-token']),
  name: z.string(),
  /** Signed in with what lay in the envelope. */
  breakGlass: z.literal(true).exactOptional(),
})

export const step = z.object({
  step: z.enum(['second', 'enrol']),
  methods: z.array(z.enum(['code', 'passkey', 'recovery'])),
})

/** What a first step answers: who is in, or what is still asked for. */
export const stepOrMe = z.union([step, me])

export type Me = z.infer<typeof me>

/** Where every way of signing in ends: the cookies are laid, and the house hears of it. */
export function entering(host: Pick<Host, 'signal'>) {
  const enter = (
    { request, reply, reached }: OpenAsk<unknown>,
    outcome: Result<SignedIn, Refusal>,
    by: SignInWay,
  ): Result<Me, Refused> => {
    const { address } = reached
    if (!outcome.ok) {
      host.signal(signInRefused, { code: outcome.error.code, address })
      return err(refusedByAccess(outcome.error))
    }
    setSession(reply, reached, outcome.value.secret)
    if (sentSession(request.headers.cookie, reached, 'step').kind !== 'none') clearSession(reply, reached, 'step')
    host.signal(signedIn, { name: nameOf(outcome.value.who), address, by })
    return ok(meOf(outcome.value.who))
  }
  return {
    enter,
    enterOrStep: (
      ask: OpenAsk<unknown>,
      outcome: Result<SignInOutcome, Refusal>,
      by: SignInWay,
    ): Result<z.infer<typeof stepOrMe>, Refused> => {
      if (!outcome.ok) return enter(ask, outcome, by)
      if (outcome.value.kind === 'in') return enter(ask, ok(outcome.value), by)
      setSession(ask.reply, ask.reached, outcome.value.challenge, 'step')
      return ok({ step: outcome.value.needs, methods: [...outcome.value.methods] })
    },
  }
}

export function callerOf({ request, reached }: Pick<OpenAsk<unknown>, 'request' | 'reached'>) {
  const sent = sentSession(request.headers.cookie, reached)
  return {
    address: reached.address,
    agent: request.headers['user-agent'] ?? '',
    session: sent.kind === 'one' ? sent.secret : undefined,
    place: passkeyPlace(reached.origin),
  }
}

/** The step cookie's value; an empty one, which finds nothing, where there is none or there are two. */
export function stepOf({ request, reached }: Pick<OpenAsk<unknown>, 'request' | 'reached'>): string {
  const sent = sentSession(request.headers.cookie, reached, 'step')
  return sent.kind === 'one' ? sent.secret : ''
}

export function meOf(who: Who): Me {
  if (who.kind !== 'person') return { kind: 'api-token', name: nameOf(who) }
  return { kind: 'person', name: who.name, ...(isBreakGlass(who) ? { breakGlass: true as const } : {}) }
}

/** A use of the envelope stands apart from every other sign-in, so that whoever reads the audit finds all of them. */
export function enteringNote(output: z.infer<typeof stepOrMe> | undefined): RouteNote {
  const used = output !== undefined && 'breakGlass' in output && output.breakGlass === true
  return { about: used ? breakGlassName : '' }
}
