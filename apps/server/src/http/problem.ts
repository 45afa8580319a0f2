import type { Refusal } from '@tocsin/access'
import { err, type Result, TocsinError } from '@tocsin/kit'
import type { Problem } from './ports.ts'

/** A problem with its HTTP status. */
export interface Refused {
  readonly status: number
  readonly problem: Problem
  /** Whole seconds, for `Retry-After`. */
  readonly retryAfter?: number
}

export function refused(status: number, code: string, message: string, fix: string, retryAfter?: number): Refused {
  return { status, problem: { code, message, fix }, ...(retryAfter === undefined ? {} : { retryAfter }) }
}

export function refuse(status: number, code: string, message: string, fix: string): Result<never, Refused> {
  return err(refused(status, code, message, fix))
}

/** What access says no to, as HTTP says it. */
export function refusedByAccess(refusal: Refusal): Refused {
  const { code, message, fix, retryAfter } = refusal
  return refused(accessStatus[code], code, message, fix, retryAfter)
}

/**
 * What a handler threw, as a problem.
 *
 * A `TocsinError` is an expected failure when its code says so: `bad-*` 400, `not-found` or `unknown-*` 404, `conflict`
 * or `*-conflict` 409, `over-budget` 422, `too-many` 429, `unavailable` 503. Fastify's own refusals of a request keep their
 * status. Everything else is a bug: 500, without a word about its inside.
 */
export function refusedByError(error: unknown): Refused {
  if (error instanceof TocsinError) {
    const status = statusOfCode(error.code)
    if (status !== undefined) return refused(status, error.code, error.message, error.fix ?? 'Change the request')
    return unexpected
  }
  const code = textOf(error, 'code')
  const known = fastifyRefusals[code]
  if (known !== undefined) return known
  const status = (error as { statusCode?: unknown } | null)?.statusCode
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return refused(status, 'bad-request', 'The request cannot be read', 'Send it as the API description says')
  }
  return unexpected
}

export const unexpected = refused(500, 'internal', 'Something went wrong inside Tocsin', 'Look in its log; report it')

export const noSuchRoute = refused(404, 'not-found', 'There is nothing here', 'See /api/openapi.json for what there is')

const accessStatus = {
  'not-signed-in': 401,
  'not-permitted': 403,
  'wrong-name-or-passphrase': 401,
  'try-again-later': 429,
  'bad-name': 400,
  'bad-passphrase': 400,
  'bad-token': 400,
  'link-spent': 410,
  'account-needed': 409,
  'account-exists': 409,
  'last-administrator': 409,
  'bad-role': 400,
  'passphrase-needed': 409,
  'too-many': 409,
  'not-found': 404,
  'wrong-code': 401,
  'wrong-passkey': 401,
  'passkey-copied': 401,
  'passkeys-need-a-name': 409,
  'step-over': 410,
  'confirm-needed': 409,
  'second-factor-required': 409,
  'no-provider': 404,
  'bad-provider': 400,
  'provider-unavailable': 503,
  'provider-refused': 401,
  'no-account': 403,
  'not-linked': 409,
  'reason-needed': 422,
} as const satisfies Record<Refusal['code'], number>

export const badJson = refused(
  400,
  'bad-json',
  'The body is not JSON that can be taken',
  'Send one JSON object in UTF-8',
)

const fastifyRefusals: Readonly<Record<string, Refused>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: refused(413, 'too-large', 'The body is too large', 'Send at most 1 MiB'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: refused(415, 'bad-media-type', 'The body has another type', 'Send application/json'),
  FST_ERR_CTP_INVALID_JSON_BODY: badJson,
  FST_ERR_CTP_EMPTY_JSON_BODY: badJson,
  FST_ERR_BAD_URL: refused(400, 'bad-url', 'The path cannot be read', 'Write it in percent-encoded UTF-8'),
  FST_ERR_MAX_PARAM_LENGTH: refused(414, 'bad-url', 'Part of the path is too long', 'Send at most 512 characters'),
  // secure-json-parse throws a plain SyntaxError for `__proto__`; fastify gives it status 400.
}

function statusOfCode(code: string): number | undefined {
  if (code.startsWith('bad-')) return 400
  if (code === 'not-found' || code.endsWith('-not-found') || code.startsWith('unknown-')) return 404
  if (code === 'conflict' || code.endsWith('-conflict')) return 409
  if (code === 'over-budget') return 422
  if (code === 'too-many') return 429
  if (code === 'unavailable') return 503
  return undefined
}

function textOf(error: unknown, member: string): string {
  const value = typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[member] : undefined
  return typeof value === 'string' ? value : ''
}
