import { type Access, type Audit, type AuditDraft, nameOf, networkOf, type Who } from '@tocsin/access'
import type { RouteNote } from '@tocsin/capability'
import { err, type Result } from '@tocsin/kit'
import type { FastifyRequest } from 'fastify'
import type { Endpoint } from './endpoint.ts'
import { type Refused, refused } from './problem.ts'

/** What HTTP tells the audit, and when it may go on. */
export interface Noting {
  /** Answers, and notes it before the answer leaves. Where an entry is required and cannot be written, there is no answer. */
  around(
    one: Endpoint,
    request: FastifyRequest,
    answer: (inputRead: (input: unknown) => void) => Promise<Result<unknown, Refused>>,
  ): Promise<Result<unknown, Refused>>
  /** A stream that somebody opened. */
  opened(request: FastifyRequest, act: string, about: string): void
  /** Somebody who may not. Repeats within a minute are one entry. */
  turnedAway(request: FastifyRequest): void
}

export function notingIn({ audit, access }: { readonly audit: Audit; readonly access: Access }): Noting {
  return {
    around: async (one, request, answer) => {
      const { admitted } = request
      if (!isNoted(one) || admitted === null) return answer(() => undefined)
      const { who, reached } = admitted
      const actor = { who: nameOf(who), role: roleOf(who), address: reached.address }
      const known = who.kind !== 'nobody'
      const budget = known ? audit.budget(actor.who) : 'write'
      let input: unknown
      const answered = await answer((read) => {
        input = read
      }).catch((error) => {
        const about = known ? (said(one, input, undefined) ?? { about: '' }) : { about: '' }
        audit.noteLater({ ...actor, act: actOf(one), ...about, outcome: 'failed' })
        throw error
      })
      const act = actOf(one)
      const output = answered.ok ? answered.value : undefined
      const told = said(one, input, output)
      if (told === undefined) return answered
      const draft: AuditDraft = {
        ...actor,
        act,
        // Of whoever is not known yet nothing is kept but what the route itself says.
        ...(known || one.audit?.note !== undefined ? told : { about: '' }),
        ...(known ? {} : await typedName(access, input, output)),
        outcome: answered.ok ? 'done' : outcomeOf(answered.error.status),
      }
      const key = `${draft.who} ${act} ${draft.outcome} ${networkOf(draft.address)}`
      if (!answered.ok) {
        audit.noteFolded(key, draft)
        return answered
      }
      if (one.audit?.entry !== 'required') {
        // What was done stays done: its entry is written as soon as the store takes it.
        if (budget === 'fold') audit.noteFolded(`${key} ${draft.about}`, draft)
        else await audit.note(draft).catch(() => audit.noteLater(draft))
        return answered
      }
      if (budget === 'fold') return err(tooOften)
      return audit.note(draft).then(
        () => answered,
        () => err(notNoted),
      )
    },

    opened: (request, act, about) => {
      const { admitted } = request
      if (admitted === null) return
      const { who, reached } = admitted
      const actor = { who: nameOf(who), role: roleOf(who), address: reached.address }
      audit.noteFolded(`${actor.who} ${act} ${about}`, { ...actor, act, about, outcome: 'done' })
    },

    turnedAway: (request) => {
      const who = request.turnedAway
      if (who === null || who.kind === 'nobody') return
      const { method, url = '' } = request.routeOptions
      const draft = {
        who: nameOf(who),
        role: roleOf(who),
        act: `${[method].flat().join()} ${url}`,
        about: request.routeOptions.config.needs ?? '',
        outcome: 'refused',
        address: request.socket.remoteAddress ?? '',
      } as const
      audit.noteFolded(`${draft.who} ${draft.act} refused`, draft)
    },
  }
}

function isNoted(one: Endpoint): boolean {
  return one.method !== 'GET' || one.audited === true || one.audit !== undefined
}

function actOf(one: Endpoint): string {
  return one.audit?.act ?? `${one.method} ${one.path}`
}

function roleOf(who: Who): string {
  return 'role' in who && typeof who.role === 'string' ? who.role : who.kind
}

function said(one: Endpoint, input: unknown, output: unknown): (RouteNote & { readonly about: string }) | undefined {
  const note = one.audit?.note === undefined || input === undefined ? plain(input) : one.audit.note(input, output)
  return note === undefined ? undefined : { ...note, about: note.about ?? '' }
}

/** What names the thing, by the names that inputs give it; nothing that somebody wrote freely, and no secret. */
const naming = ['id', 'name', 'account', 'incident', 'source', 'pseudonym', 'act', 'kind', 'role', 'file'] as const

function plain(input: unknown): RouteNote {
  if (typeof input !== 'object' || input === null) return {}
  const members = input as Readonly<Record<string, unknown>>
  const parts = naming.flatMap((name) => {
    const value = members[name]
    return typeof value === 'string' || typeof value === 'number' ? [`${name}=${value}`] : []
  })
  const { reason, incident, id } = members
  const about =
    typeof incident === 'string' ? incident : typeof id === 'string' && id.startsWith('INC-') ? id : undefined
  return {
    about: parts.join(' '),
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(about === undefined ? {} : { incident: about }),
  }
}

/**
 * Whoever signs in is not known before. A name that no account has is not kept: people type their passphrase into the
 * wrong field.
 */
async function typedName(access: Access, input: unknown, output: unknown): Promise<{ readonly who?: string }> {
  const name = textAt(output, 'name') ?? textAt(input, 'name')
  if (name === undefined) return {}
  return { who: (await access.isAccount(name).catch(() => false)) ? name : 'unknown name' }
}

function textAt(value: unknown, member: string): string | undefined {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined
  return typeof found === 'string' ? found : undefined
}

/** How a request ended that got no answer; 499 is a person who did not wait for it (`search-gate.ts`). */
function outcomeOf(status: number): AuditDraft['outcome'] {
  if (status === 499) return 'left'
  return status >= 500 ? 'failed' : 'refused'
}

const notNoted = refused(
  503,
  'audit-unavailable',
  'This is shown only where it can be noted, and the audit cannot be written now',
  'Free disk space; see /api/status for why, then try again',
  5,
)

const tooOften = refused(
  429,
  'too-many',
  'More of this was opened than is noted one by one',
  'Wait a minute, or ask for more at once',
  60,
)
