import { type Access, heldBy, nameOf, ownAccountPermission, passkeyPlace, type Refusal, type Who } from '@tocsin/access'
import type { Host } from '@tocsin/capability'
import { err, ok, type Result } from '@tocsin/kit'
import type { Scope } from '@tocsin/store'
import { z } from 'zod'
import { needsTls } from '../admission.ts'
import { type Ask, type Endpoint, endpoint } from '../endpoint.ts'
import { callerOf } from '../entering.ts'
import { type Refused, refuse, refusedByAccess } from '../problem.ts'
import { setSession } from '../session-cookie.ts'
import { signInChanged } from '../signals.ts'
import { wayBack } from './sign-in.ts'

const passkey = z.object({
  id: z.string(),
  name: z.string(),
  host: z.string(),
  createdAt: z.number(),
  usedAt: z.number().nullable(),
  copiedAt: z.number().nullable(),
})
const recoveryCodes = z.array(z.string())
const nothing = z.strictObject({})
const done = z.object({})
const passphrase = z.string().max(1024)
const id = z.string().max(64)

/** What a person sees and changes of their own account. Changes ask for a proof of the last ten minutes. */
export function accountEndpoints(access: Access, host: Pick<Host, 'signal'>, now: () => number): Endpoint[] {
  const { own, oidc } = access
  const changed = <Value>(ask: Ask<unknown>, outcome: Result<Value, Refusal>, what: string): Result<Value, Refused> => {
    if (!outcome.ok) return err(refusedByAccess(outcome.error))
    host.signal(signInChanged, { name: nameOf(ask.who), what, address: ask.reached.address })
    return ok(outcome.value)
  }

  return [
    endpoint({
      method: 'GET',
      path: '/api/account',
      permission: ownAccountPermission,
      says: 'How the person who asks signs in',
      input: nothing,
      output: z.object({
        name: z.string(),
        role: z.string(),
        hasPassphrase: z.boolean(),
        fresh: z.boolean(),
        required: z.boolean(),
        totp: z.number().nullable(),
        recoveryLeft: z.number(),
        passkeys: z.array(passkey),
        passkeysHere: z.boolean(),
        provider: z.object({ name: z.string(), linked: z.boolean() }).nullable(),
      }),
      handle: async ({ who, reached }) => {
        const shown = await own.shown(who)
        if (!shown.ok) return err(refusedByAccess(shown.error))
        const name = await oidc.name()
        const account = heldBy(who)?.account ?? ''
        return ok({
          ...shown.value,
          passkeys: [...shown.value.passkeys],
          passkeysHere: passkeyPlace(reached.origin) !== undefined,
          provider: name === undefined ? null : { name, linked: await oidc.linked(account) },
        })
      },
    }),
    endpoint({
      method: 'GET',
      path: '/api/account/sessions',
      permission: ownAccountPermission,
      says: 'Where the person who asks is signed in',
      input: nothing,
      output: z.object({
        sessions: z.array(
          z.object({
            id: z.string(),
            createdAt: z.number(),
            seenAt: z.number(),
            address: z.string(),
            agent: z.string(),
            current: z.boolean(),
          }),
        ),
      }),
      handle: async ({ who, scope }) => {
        const current = heldBy(who)?.session
        const sessions = await sessionsOf(who, scope)
        return ok({ sessions: sessions.map((one) => ({ ...one, current: one.id === current })) })
      },
    }),
    change({
      method: 'DELETE',
      path: '/api/account/sessions/:id',
      says: 'Ends a session of the person who asks, its live streams included',
      input: z.strictObject({ id }),
      output: done,
      handle: async ({ who, scope, input }) => {
        const mine = (await sessionsOf(who, scope)).some((one) => one.id === input.id)
        if (mine && (await access.sessions.revoke(scope, input.id))) return ok({})
        return refuse(404, 'not-found', 'There is no such session', 'List the sessions again')
      },
    }),
    endpoint({
      method: 'GET',
      path: '/api/account/tokens',
      permission: ownAccountPermission,
      says: 'Tokens that the person who asks made and that still open something',
      input: nothing,
      output: z.object({
        tokens: z.array(
          z.object({
            id: z.string(),
            kind: z.enum(['ingest', 'api']),
            name: z.string(),
            createdAt: z.number(),
            expiresAt: z.number(),
            usedAt: z.number().nullable(),
          }),
        ),
      }),
      handle: async ({ who, scope }) => ok({ tokens: await tokensOf(who, scope) }),
    }),
    change({
      method: 'DELETE',
      path: '/api/account/tokens/:id',
      says: 'Revokes a token that the person who asks made, and every token that was made with it',
      input: z.strictObject({ id }),
      output: done,
      handle: async ({ who, scope, input }) => {
        const mine = (await tokensOf(who, scope)).some((one) => one.id === input.id)
        if (mine && (await access.tokens.revoke(scope, who, input.id)) > 0) return ok({})
        return refuse(404, 'not-found', 'There is no such token', 'List the tokens again')
      },
    }),
    change({
      method: 'POST',
      path: '/api/account/prove',
      says: 'Proves the person once more by their passphrase, for ten minutes',
      input: z.strictObject({ passphrase }),
      output: done,
      handle: async (ask) => {
        const proved = await own.prove(ask.who, ask.input.passphrase, callerOf(ask))
        return proved.ok ? ok({}) : err(refusedByAccess(proved.error))
      },
    }),
    change({
      method: 'PUT',
      path: '/api/account/passphrase',
      says: 'Changes the passphrase; every other session of the account ends',
      input: z.strictObject({ passphrase }),
      output: done,
      handle: async (ask) =>
        emptied(changed(ask, await own.changePassphrase(ask.who, ask.input.passphrase), 'a new passphrase')),
    }),
    change({
      method: 'POST',
      path: '/api/account/totp',
      says: 'Begins to set up an app for codes: its secret, as text and as the address in a QR code',
      input: nothing,
      output: z.object({ enrolment: z.string(), secret: z.string(), uri: z.string() }),
      handle: async (ask) => {
        const begun = await own.beginTotp(ask.who, ask.reached.address)
        return begun.ok ? begun : err(refusedByAccess(begun.error))
      },
    }),
    change({
      method: 'POST',
      path: '/api/account/totp/confirm',
      says: 'Takes the app into use by one of its codes; recovery codes come along where there were none',
      input: z.strictObject({ enrolment: z.string().max(64), code: z.string().max(32) }),
      output: z.object({ recoveryCodes }),
      handle: async (ask) => {
        const { enrolment, code } = ask.input
        const outcome = changed(ask, await own.confirmTotp(ask.who, enrolment, code), 'codes by an app')
        return outcome.ok ? ok({ recoveryCodes: [...(outcome.value.recoveryCodes ?? [])] }) : outcome
      },
    }),
    change({
      method: 'DELETE',
      path: '/api/account/totp',
      says: 'Codes are no longer asked for',
      input: nothing,
      output: done,
      handle: async (ask) => emptied(changed(ask, await own.removeTotp(ask.who), 'no codes by an app')),
    }),
    change({
      method: 'POST',
      path: '/api/account/recovery-codes',
      says: 'Ten new recovery codes, shown here and never again; older ones end',
      input: nothing,
      output: z.object({ recoveryCodes }),
      handle: async (ask) => {
        const outcome = changed(ask, await own.newRecoveryCodes(ask.who), 'new recovery codes')
        return outcome.ok ? ok({ recoveryCodes: [...outcome.value] }) : outcome
      },
    }),
    change({
      method: 'POST',
      path: '/api/account/passkeys/options',
      says: 'What the browser needs to make a passkey',
      input: nothing,
      output: z.object({ ceremony: z.string(), options: z.looseObject({ challenge: z.string() }) }),
      handle: async (ask) => {
        const place = passkeyPlace(ask.reached.origin)
        if (place === undefined) return needsName()
        const begun = await own.beginPasskey(ask.who, place, ask.reached.address)
        if (!begun.ok) return err(refusedByAccess(begun.error))
        return ok({ ceremony: begun.value.ceremony, options: { ...begun.value.options } })
      },
    }),
    change({
      method: 'POST',
      path: '/api/account/passkeys',
      bodyLimit: 65_536,
      says: 'Keeps the passkey that the browser made; recovery codes come along where there were none',
      input: z.strictObject({
        ceremony: z.string().max(64),
        name: z.string().max(256),
        response: z.looseObject({ id: z.string().max(2000) }),
      }),
      output: z.object({ passkey, recoveryCodes }),
      handle: async (ask) => {
        const place = passkeyPlace(ask.reached.origin)
        if (place === undefined) return needsName()
        const outcome = changed(ask, await own.finishPasskey(ask.who, place, ask.input), 'a new passkey')
        if (!outcome.ok) return outcome
        return ok({ passkey: outcome.value.passkey, recoveryCodes: [...(outcome.value.recoveryCodes ?? [])] })
      },
    }),
    change({
      method: 'PUT',
      path: '/api/account/passkeys/:id',
      says: 'Renames a passkey',
      input: z.strictObject({ id, name: z.string().max(256) }),
      output: done,
      handle: async (ask) => {
        const renamed = await own.renamePasskey(ask.who, ask.input.id, ask.input.name)
        return renamed.ok ? ok({}) : err(refusedByAccess(renamed.error))
      },
    }),
    change({
      method: 'DELETE',
      path: '/api/account/passkeys/:id',
      says: 'Removes a passkey: it opens nothing any more',
      input: z.strictObject({ id }),
      output: done,
      handle: async (ask) => emptied(changed(ask, await own.removePasskey(ask.who, ask.input.id), 'a passkey less')),
    }),
    change({
      method: 'POST',
      path: '/api/account/provider',
      says: 'Begins to link the account to the identity provider: where to send the browser',
      input: nothing,
      output: z.object({ url: z.string() }),
      handle: async ({ who, reached, reply }) => {
        const account = await own.fresh(who)
        if (!account.ok) return err(refusedByAccess(account.error))
        const purpose = { kind: 'link', account: account.value.id } as const
        const begun = await oidc.begin(purpose, wayBack(reached.origin), reached.address)
        if (!begun.ok) return err(refusedByAccess(begun.error))
        setSession(reply, reached, begun.value.challenge, 'step')
        return ok({ url: begun.value.url })
      },
    }),
    change({
      method: 'DELETE',
      path: '/api/account/provider',
      says: 'The identity provider no longer signs in to this account',
      input: nothing,
      output: done,
      handle: async (ask) => {
        const account = await own.fresh(ask.who)
        if (!account.ok) return err(refusedByAccess(account.error))
        if (account.value.passphrase === '') {
          return refuse(409, 'conflict', 'Nothing else signs in to this account', 'Choose a passphrase first')
        }
        if (!(await oidc.unlink(account.value.id))) {
          return refuse(404, 'not-found', 'The account is not linked', 'Read the account again')
        }
        host.signal(signInChanged, { name: nameOf(ask.who), what: 'unlinked', address: ask.reached.address })
        return ok({})
      },
    }),
  ]

  /** Names of accounts are given once. */
  async function sessionsOf(who: Who, scope: Scope) {
    return (await access.sessions.list(scope)).filter(({ account }) => account === nameOf(who))
  }

  async function tokensOf(who: Who, scope: Scope) {
    const maker = `account:${heldBy(who)?.account}`
    const tokens = await access.tokens.list(scope, who)
    return tokens.filter((one) => one.createdBy === maker && one.revokedAt === null && one.expiresAt > now())
  }
}

function needsName(): Result<never, Refused> {
  return refuse(
    409,
    'passkeys-need-a-name',
    'Passkeys work under a host name only',
    'Open Tocsin as http://localhost or under its https name',
  )
}

function emptied(outcome: Result<unknown, Refused>): Result<Record<string, never>, Refused> {
  return outcome.ok ? ok({}) : outcome
}

/** A change of the own account: takes or gives secrets, so nothing over a wire that others can read. */
function change<Input, Output>(declared: {
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly says: string
  readonly bodyLimit?: number
  readonly input: z.ZodType<Input>
  readonly output: z.ZodType<Output>
  handle(ask: Ask<Input>): Promise<Result<Output, Refused>>
}): Endpoint {
  return endpoint({
    bodyLimit: 8192,
    ...declared,
    permission: ownAccountPermission,
    handle: async (ask) => (ask.reached.channel === 'clear' ? err(needsTls) : declared.handle(ask)),
  })
}
