/** Why the API gave no answer. `offline`: nothing came back at all. */
export type FailureKind = 'offline' | 'signed-out' | 'forbidden' | 'missing' | 'refused' | 'unreadable'

export class ApiFailure extends Error {
  readonly kind: FailureKind
  readonly code: string | undefined
  /** What the person can do, in the server's words. */
  readonly fix: string | undefined

  constructor(kind: FailureKind, message: string, code?: string, fix?: string) {
    super(message)
    this.name = 'ApiFailure'
    this.kind = kind
    this.code = code
    this.fix = fix
  }
}

/** A body of the API, read by name; the caller states the shape that the contract promises. */
export function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return ask<Answer>('GET', path, undefined, signal)
}

export function post<Answer>(path: string, body: unknown, signal?: AbortSignal): Promise<Answer> {
  return ask<Answer>('POST', path, body, signal)
}

export function put<Answer>(path: string, body: unknown): Promise<Answer> {
  return ask<Answer>('PUT', path, body, undefined)
}

export function remove<Answer>(path: string): Promise<Answer> {
  return ask<Answer>('DELETE', path, undefined, undefined)
}

async function ask<Answer>(
  method: string,
  path: string,
  body: unknown,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const response = await fetch(`/api${path}`, {
    method,
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted === true) throw error
    throw new ApiFailure('offline', 'no answer')
  })
  const text = await response.text()
  if (!response.ok) throw heard(failureOf(response.status, text))
  if (text === '') return undefined as Answer
  try {
    return JSON.parse(text) as Answer
  } catch {
    throw new ApiFailure('unreadable', 'the answer is not JSON')
  }
}

let whenSignedOut: () => void = () => {}

/** Says what to do when any answer shows that the session has ended. */
export function onSignedOut(act: () => void): void {
  whenSignedOut = act
}

function heard(failure: ApiFailure): ApiFailure {
  if (failure.kind === 'signed-out') whenSignedOut()
  return failure
}

/** The failure that a status and a body stand for; the body is `{code, message, fix}` where the API wrote it. */
export function failureOf(status: number, text: string): ApiFailure {
  const { code, message, fix } = told(text)
  // 401 also answers a wrong passphrase, which is no reason to sign in again.
  const kind = status === 401 && code !== undefined && code !== 'not-signed-in' ? 'refused' : kindOf(status)
  return new ApiFailure(kind, message ?? `HTTP ${status}`, code, fix)
}

function kindOf(status: number): FailureKind {
  if (status === 401) return 'signed-out'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'missing'
  return status >= 502 && status <= 504 ? 'offline' : 'refused'
}

function told(text: string): { code?: string; message?: string; fix?: string } {
  try {
    const body: unknown = JSON.parse(text)
    if (!isRecord(body)) return {}
    return {
      ...(typeof body['code'] === 'string' ? { code: body['code'] } : {}),
      ...(typeof body['message'] === 'string' ? { message: body['message'] } : {}),
      ...(typeof body['fix'] === 'string' ? { fix: body['fix'] } : {}),
    }
  } catch {
    return {}
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
