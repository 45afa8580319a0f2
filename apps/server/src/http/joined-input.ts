import { ok, type Result } from '@tocsin/kit'
import type { ZodType } from 'zod'
import { type Refused, refuse } from './problem.ts'

/** How deep a body may nest; deeper ones could exhaust the stack of whatever walks them. */
export const maxDepth = 40

/**
 * Joins path, query and body into the one input of an endpoint, and checks it.
 *
 * A name that comes twice is refused rather than resolved: which one wins is where checks and effects would part.
 */
export function joinInput<Input>(
  shape: ZodType<Input>,
  params: unknown,
  query: unknown,
  body: unknown,
): Result<Input, Refused> {
  if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body))) {
    return refuse(400, 'bad-input', 'The body is not a JSON object', 'Send one JSON object')
  }
  const joined = new Map<string, unknown>()
  for (const part of [params, query, body]) {
    for (const [name, value] of Object.entries(part ?? {})) {
      if (joined.has(name)) return refuse(400, 'bad-input', `${quoted(name)} is given twice`, 'Give it once')
      joined.set(name, value)
    }
  }
  // fromEntries defines own members: a name such as __proto__ stays a name.
  const read = shape.safeParse(Object.fromEntries(joined))
  if (read.success) return ok(read.data)
  const [issue] = read.error.issues
  const where = issue === undefined || issue.path.length === 0 ? 'The input' : quoted(issue.path.map(String).join('.'))
  return refuse(
    400,
    'bad-input',
    `${where}: ${(issue?.message ?? 'cannot be read').slice(0, 300)}`,
    'See /api/openapi.json',
  )
}

/** True where a parsed JSON value nests deeper than allowed; walks without recursion. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return true
    const below: unknown[] = []
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue
      for (const member of Object.values(item)) if (typeof member === 'object' && member !== null) below.push(member)
    }
    level = below
  }
  return false
}

function quoted(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name)
}
