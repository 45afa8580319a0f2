import { type Clock, ok, type Result } from '@tocsin/kit'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import { type Refusal, refuse } from '../refusal.ts'
import { answerLimits, boundedFetch, type ProviderWay } from './bounded-fetch.ts'
import type { OidcProvider } from './provider.ts'

/** What the browser is sent to the provider with; everything but the address stays here. */
export interface Departure {
  readonly url: string
  readonly issuer: string
  readonly clientId: string
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** What the provider says of a person. */
export interface Arrival {
  readonly issuer: string
  readonly subject: string
  /** `preferred_username`, else `name` or `email`, where there is any. */
  readonly name: string | undefined
  readonly groups: readonly string[]
  /** The provider asked for more than one factor (RFC 8176 §2: `mfa`). */
  readonly twoFactors: boolean
}

/** The authorisation code flow with PKCE, state and nonce (OpenID Connect Core 1.0 §3.1, RFC 9700 §2.1.1). */
export interface RelyingParty {
  depart(redirectUri: string): Promise<Result<Departure, Refusal>>
  /** @param query what the provider put into the address of the way back */
  arrive(departure: Departure, query: string): Promise<Result<Arrival, Refusal>>
}

export interface ProviderAccess {
  provider(): Promise<(OidcProvider & { readonly changedAt: number }) | undefined>
  secret(): Promise<string | undefined>
}

/** Milliseconds: what was discovered is asked again after an hour, what failed after five seconds. */
const discovered = { life: 3_600_000, failure: 5000 } as const

/** @param way how the provider is reached */
export function relyingParty(access: ProviderAccess, clock: Clock, way: ProviderWay): RelyingParty {
  let kept: { readonly key: string; readonly until: number; readonly config: Promise<Configuration> } | undefined

  /** One discovery at a time, however many ask. */
  const configured = async (provider: OidcProvider & { readonly changedAt: number }): Promise<Configuration> => {
    const key = `${provider.issuer}\n${provider.clientId}\n${provider.changedAt}`
    if (kept?.key === key && clock.now() < kept.until) return kept.config
    const config = discover(provider, await access.secret(), way)
    const entry = { key, until: clock.now() + discovered.life, config }
    kept = entry
    config.catch(() => {
      if (kept === entry) kept = { ...entry, until: clock.now() + discovered.failure }
    })
    return config
  }

  return {
    depart: async (redirectUri) => {
      const provider = await access.provider()
      if (provider === undefined) return noProvider()
      try {
        const config = await configured(provider)
        const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()]
        const url = buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope: scopesOf(config),
          response_type: 'code',
          state,
          nonce,
          code_challenge: await calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        })
        const { issuer, clientId } = provider
        return ok({ url: url.href, issuer, clientId, redirectUri, state, nonce, verifier })
      } catch (error) {
        return unavailable(provider, codeIn(causes(error)))
      }
    },

    arrive: async (departure, query) => {
      const provider = await access.provider()
      // A provider that was changed in between must not get the code of the other one (RFC 9700 §4.4, mix-up).
      if (provider === undefined || provider.issuer !== departure.issuer || provider.clientId !== departure.clientId) {
        return noProvider()
      }
      const answered = new URLSearchParams(query)
      const denied = answered.get('error')
      if (denied !== null && answered.get('state') === departure.state) {
        return refuse('provider-refused', `${provider.name} did not sign you in: ${plain(denied)}`, 'Try again there')
      }
      try {
        const config = await configured(provider)
        const current = new URL(departure.redirectUri)
        current.search = answered.toString()
        const tokens = await authorizationCodeGrant(config, current, {
          expectedState: departure.state,
          expectedNonce: departure.nonce,
          pkceCodeVerifier: departure.verifier,
          idTokenExpected: true,
        })
        const claims: Claims = tokens.claims() ?? {}
        const subject = claims['sub']
        if (typeof subject !== 'string' || subject === '' || subject.length > 255) throw new Error('no subject')
        // Many providers put people's names and groups there only (OpenID Connect Core 1.0 §5.3).
        const wants = nameIn(claims) === undefined || claims[provider.groupsClaim] === undefined
        const there = config.serverMetadata().userinfo_endpoint !== undefined
        const more: Claims = wants && there ? await fetchUserInfo(config, tokens.access_token, subject) : {}
        return ok({
          issuer: provider.issuer,
          subject,
          name: nameIn(claims) ?? nameIn(more),
          groups: texts(claims[provider.groupsClaim] ?? more[provider.groupsClaim]),
          twoFactors: texts(claims['amr']).includes('mfa'),
        })
      } catch (error) {
        return failed(provider, error)
      }
    },
  }
}

type Claims = Readonly<Record<string, unknown>>

function nameIn(claims: Claims): string | undefined {
  return ['preferred_username', 'name', 'email']
    .map((claim) => claims[claim])
    .find((value): value is string => typeof value === 'string' && value.trim() !== '')
}

function discover(provider: OidcProvider, secret: string | undefined, way: ProviderWay): Promise<Configuration> {
  const issuer = new URL(provider.issuer)
  return discovery(issuer, provider.clientId, secret, secret === undefined ? None() : undefined, {
    // Signatures are checked even where TLS would stand for them (OpenID Connect Core 1.0 §3.1.3.7, item 6).
    execute: [enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : [])],
    timeout: answerLimits.milliseconds / 1000,
    [customFetch]: boundedFetch(way),
  })
}

/** `groups` is no standard scope: it is asked for where the provider says that it has it. */
function scopesOf(config: Configuration): string {
  const offered = config.serverMetadata().scopes_supported ?? []
  return ['openid', ...['profile', 'email', 'groups'].filter((scope) => offered.includes(scope))].join(' ')
}

function noProvider(): Result<never, Refusal> {
  return refuse('no-provider', 'No identity provider is set up, or it was just changed', 'Sign in with your passphrase')
}

/** Whether the provider is silent, or answered something that must not be believed. Its own words are not repeated. */
function failed(provider: OidcProvider, error: unknown): Result<never, Refusal> {
  const codes = causes(error)
  if (codes.includes('zone-closed')) {
    return refuse(
      'provider-unavailable',
      `${provider.name} stands in a zone that is closed to what Tocsin sends`,
      'Sign in with your passphrase; the zone’s owner opens it at City > What Tocsin sends',
    )
  }
  if (codes.some((code) => silence.test(code))) return unavailable(provider, codeIn(codes))
  return refuse(
    'provider-refused',
    `The answer of ${provider.name} is not to be trusted (${codeIn(codes)})`,
    'Begin again from the sign-in page; if it comes again, tell your administrator',
  )
}

function unavailable(provider: OidcProvider, code: string): Result<never, Refusal> {
  return refuse(
    'provider-unavailable',
    `${provider.name} cannot be reached, or does not answer as an identity provider (${code})`,
    'Sign in with your passphrase; if it lasts, tell your administrator',
  )
}

const silence =
  /^(E[A-Z]+|UND_ERR_\w+|CERT_\w+|\w*_CERT\w*|TimeoutError|AbortError|TypeError|OAUTH_(TIMEOUT|ABORT|RESPONSE_IS_NOT_\w+))$/

function codeIn(codes: readonly string[]): string {
  return plain(codes.find((one) => one.startsWith('OAUTH_')) ?? codes.at(-1) ?? 'unknown')
}

function causes(error: unknown): readonly string[] {
  const found: string[] = []
  let at: unknown = error
  for (let depth = 0; depth < 6 && at instanceof Error; depth++) {
    const { code } = at as { code?: unknown }
    if (typeof code === 'string') found.push(code)
    else found.push(at.name)
    at = at.cause
  }
  return found
}

function plain(text: string): string {
  return text.replaceAll(/[^\w.-]/g, ' ').slice(0, 64)
}

function texts(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : [value]
  return list.filter((one): one is string => typeof one === 'string').slice(0, 1000)
}
