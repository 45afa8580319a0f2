import type { AnyRoute, BodyTaken, Host, RouteRequest, UnreadBody } from '@tocsin/capability'
import { err, ok, TocsinError } from '@tocsin/kit'
import { isTooDeep, joinInput } from './joined-input.ts'
import { badJson, refusedByError } from './problem.ts'

/** Characters of a text that the audit may hear of. */
const mostNoted = 1000

/** Reads a body and answers it, as a mounted endpoint does, in whichever thread the route is. Total, but for bugs. */
export async function takeBody(
  route: AnyRoute,
  { params, query, bytes }: UnreadBody,
  request: Omit<RouteRequest<unknown>, 'input'>,
  host: Host,
): Promise<BodyTaken> {
  const body = bytes === undefined || bytes.length === 0 ? undefined : parsed(bytes)
  if (body === null) return { answer: err(badJson) }
  const input = joinInput(route.input, params, query, body)
  if (!input.ok) return { answer: input }
  const noted = withoutLarge(input.value)
  try {
    return { input: noted, answer: ok(await route.handle({ ...request, input: input.value }, host)) }
  } catch (error) {
    if (!(error instanceof TocsinError)) throw error
    return { input: noted, answer: err(refusedByError(error)) }
  }
}

/** Null where it is no JSON object that can be taken. */
function parsed(bytes: Uint8Array): object | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    const isTaken = typeof value === 'object' && value !== null && !isTooDeep(value) && !namesPrototypes(value)
    return isTaken ? value : null
  } catch {
    return null
  }
}

/** Members that copying would take for an object's prototype (CWE-1321); no deeper than `isTooDeep` lets through. */
function namesPrototypes(value: object): boolean {
  if (Object.hasOwn(value, '__proto__')) return true
  const { constructor: made } = value
  if (typeof made === 'object' && made !== null && Object.hasOwn(made, 'prototype')) return true
  return Object.values(value).some((one) => typeof one === 'object' && one !== null && namesPrototypes(one))
}

function withoutLarge(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input
  return Object.fromEntries(
    Object.entries(input).filter(([, value]) => typeof value !== 'string' || value.length <= mostNoted),
  )
}
