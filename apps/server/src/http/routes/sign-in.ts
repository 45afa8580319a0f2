import { type Access, passkeyPlace, type Refusal } from '@tocsin/access'
import type { Host } from '@tocsin/capability'
import { err, ok, type Result } from '@tocsin/kit'
import { z } from 'zod'
import { needsTls } from '../admission.ts'
import { type Endpoint, type OpenAsk, openEndpoint } from '../endpoint.ts'
import { callerOf, entering, me, stepOf, stepOrMe } from '../entering.ts'
import { type Refused, refusedByAccess } from '../problem.ts'
import { setSession } from '../session-cookie.ts'

const code = z.string().min(1).max(100)
/** What a browser's WebAuthn call gives; the passkey wing reads and refuses it. */
const credential = z.looseObject({ id: z.string().max(2000) })
/** Options for a browser's WebAuthn call, as the library made them. */
const options = z.looseObject({ challenge: z.string() })
const smallBody = 8192
const credentialBody = 32_768

/** The second step, passkeys and the identity provider: each answer is for the browser that holds the step cookie. */
export function signInEndpoints(access: Access, host: Pick<Host, 'signal'>): Endpoint[] {
  const { enter, enterOrStep } = entering(host)
  const { secondStep, passkeySignIn, oidc } = access

  return [
    safely({
      path: '/api/session/second/code',
      bodyLimit: smallBody,
      says: "Answers the second step with a code of the person's app, or with a recovery code",
      input: z.strictObject({ code }),
      output: me,
      handle: async (ask) => enter(ask, await secondStep.byCode(stepOf(ask), ask.input.code, callerOf(ask)), 'code'),
    }),
    safely({
      path: '/api/session/second/passkey/options',
      bodyLimit: smallBody,
      says: 'What the browser needs to ask for a passkey as the second step',
      input: z.strictObject({}),
      output: options,
      handle: async (ask) => {
        const asked = await secondStep.passkeyRequest(stepOf(ask), callerOf(ask))
        return asked.ok ? ok({ ...asked.value }) : err(refusedByAccess(asked.error))
      },
    }),
    safely({
      path: '/api/session/second/passkey',
      bodyLimit: credentialBody,
      says: 'Answers the second step with a passkey',
      input: z.strictObject({ response: credential }),
      output: me,
      handle: async (ask) =>
        enter(ask, await secondStep.byPasskey(stepOf(ask), ask.input.response, callerOf(ask)), 'passkey'),
    }),
    safely({
      path: '/api/session/second/enrol',
      bodyLimit: smallBody,
      says: 'Begins to set up an app for codes, where the role needs a second factor and there is none',
      input: z.strictObject({}),
      output: z.object({ enrolment: z.string(), secret: z.string(), uri: z.string() }),
      handle: async (ask) => {
        const begun = await secondStep.enrol(stepOf(ask), callerOf(ask))
        return begun.ok ? begun : err(refusedByAccess(begun.error))
      },
    }),
    safely({
      path: '/api/session/second/enrol/confirm',
      bodyLimit: smallBody,
      says: 'Takes the app into use by one of its codes and signs in; the recovery codes are shown here and never again',
      input: z.strictObject({ enrolment: z.string().max(64), code }),
      output: z.object({ me, recoveryCodes: z.array(z.string()) }),
      handle: async (ask) => {
        const { enrolment, code } = ask.input
        const done = await secondStep.confirmEnrol(stepOf(ask), enrolment, code, callerOf(ask))
        const entered = enter(ask, done, 'code')
        if (!entered.ok) return entered
        return ok({ me: entered.value, recoveryCodes: done.ok ? [...(done.value.recoveryCodes ?? [])] : [] })
      },
    }),
    safely({
      path: '/api/session/passkey/options',
      bodyLimit: smallBody,
      says: 'What the browser needs to sign in by a passkey alone; names no account and lists no credential',
      input: z.strictObject({}),
      output: options,
      handle: async (ask) => {
        const { reply, reached } = ask
        const place = passkeyPlace(reached.origin)
        if (place === undefined) return err(refusedByAccess(needsName))
        const begun = await passkeySignIn.begin(place, reached.address)
        setSession(reply, reached, begun.challenge, 'step')
        return ok({ ...begun.options })
      },
    }),
    safely({
      path: '/api/session/passkey',
      bodyLimit: credentialBody,
      says: 'Signs in by a passkey alone',
      input: z.strictObject({ response: credential }),
      output: me,
      handle: async (ask) =>
        enter(ask, await passkeySignIn.finish(stepOf(ask), ask.input.response, callerOf(ask)), 'passkey'),
    }),
    safely({
      path: '/api/session/provider',
      bodyLimit: smallBody,
      says: 'Begins a sign-in at the identity provider: where to send the browser',
      input: z.strictObject({}),
      output: z.object({ url: z.string() }),
      handle: async ({ reply, reached }) => {
        const begun = await oidc.begin({ kind: 'sign-in' }, wayBack(reached.origin), reached.address)
        if (!begun.ok) return err(refusedByAccess(begun.error))
        setSession(reply, reached, begun.value.challenge, 'step')
        return ok({ url: begun.value.url })
      },
    }),
    safely({
      path: '/api/session/provider/finish',
      bodyLimit: 16_384,
      says: 'Ends a sign-in, or the linking of an account, with what the identity provider put into the address of the way back',
      input: z.strictObject({ query: z.string().max(8192) }),
      output: z.union([stepOrMe, z.object({ linked: z.literal(true) })]),
      handle: async (ask) => {
        const done = await oidc.finish(stepOf(ask), ask.input.query, ask.who, callerOf(ask))
        if (!done.ok) return enterOrStep(ask, done, 'provider')
        if (done.value.kind === 'linked') return ok({ linked: true as const })
        return enterOrStep(ask, ok(done.value), 'provider')
      },
    }),
  ]
}

/** Where the provider sends the browser back to: a page of the console, which hands what came along to the API. */
export function wayBack(origin: string): string {
  return `${origin}/welcome/provider`
}

/** An open endpoint that takes or gives secrets, and so no request over a wire that others can read. */
function safely<Input, Output>(declared: {
  readonly path: string
  readonly bodyLimit: number
  readonly says: string
  readonly input: z.ZodType<Input>
  readonly output: z.ZodType<Output>
  handle(ask: OpenAsk<Input>): Promise<Result<Output, Refused>>
}): Endpoint {
  return openEndpoint({
    method: 'POST',
    ...declared,
    handle: async (ask) => (ask.reached.channel === 'clear' ? err(needsTls) : declared.handle(ask)),
  })
}

const needsName: Refusal = {
  code: 'passkeys-need-a-name',
  message: 'Passkeys work under a host name only',
  fix: 'Open Tocsin as http://localhost or under its https name',
}
