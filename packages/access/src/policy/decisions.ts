import { handSource, ok, type Result } from '@tocsin/kit'
import { everything, type Scope } from '@tocsin/store'
import { type Refusal, refuse } from '../refusal.ts'
import type { Departments, Standing } from '../role.ts'
import { ingestPermission, ownAccountPermission, type Who } from '../who.ts'
import { openCedar } from './cedar.ts'

/** Which department a source belongs to; a source of none is not among them. */
export type DepartmentSources = () => Promise<
  readonly { readonly source: string; readonly department: string | null }[]
>

export interface Decisions {
  /**
   * Decides what somebody may see under a permission, as the scope that every repository and live stream requires.
   *
   * Ingest tokens may send and nothing else, so that a token which lies on a log shipper opens nothing; and nobody else
   * may send, so that a token which opens something has no reason to lie there.
   */
  decide(who: Who, permission: string): Promise<Result<Scope, Refusal>>
  /** Whether somebody has a permission at all, whatever they see under it. */
  permits(standing: Standing, permission: string): Promise<boolean>
  scopeOf(departments: Departments): Promise<Scope>
  /** Sources changed hands, or rights did: nothing that was decided before is used again. */
  forget(): void
}

/** Decisions kept; a house has a few roles and departments, and fifty permissions. */
const mostDecisions = 20_000

/**
 * Cedar decides each (role, departments, permission) once, at 1 to 2 ms; what it said is remembered, since the policies
 * are part of the program. The sources of departments are read once until they change.
 */
export function decisionsOf(departmentSources: DepartmentSources): Decisions {
  const decided = new Map<string, boolean>()
  let sources: ReturnType<DepartmentSources> | undefined
  const scopes = new Map<string, Scope>()

  const permits: Decisions['permits'] = async (standing, permission) => {
    if (standing.only !== undefined && !standing.only.includes(permission)) return false
    const key = `${standing.role}\n${keyOf(standing.departments)}\n${permission}`
    const known = decided.get(key)
    if (known !== undefined) return known
    const permitted = (await openCedar()).permits(standing, permission)
    if (decided.size >= mostDecisions) decided.clear()
    decided.set(key, permitted)
    return permitted
  }

  const scopeOf: Decisions['scopeOf'] = async (departments) => {
    if (departments === 'all') return everything
    const key = keyOf(departments)
    const known = scopes.get(key)
    if (known !== undefined) return known
    const asked = sources ?? departmentSources()
    sources = asked
    const owned = await asked.catch((error) => {
      if (sources === asked) sources = undefined // asked again next time
      throw error
    })
    const scope: Scope = {
      kind: 'sources',
      sources: [
        ...owned
          .filter(({ department }) => department !== null && departments.includes(department))
          .map(({ source }) => source),
        // What its people tell by hand is the department's own too.
        ...departments.map(handSource),
      ],
    }
    // What was read before a change must not outlive it.
    if (sources === asked) scopes.set(key, scope)
    if (scopes.size > 1000) scopes.clear()
    return scope
  }

  return {
    permits,
    scopeOf,
    decide: async (who, permission) => {
      switch (who.kind) {
        case 'nobody':
          return refuse('not-signed-in', 'Nobody is signed in', 'Sign in, or send a token as Authorization: Bearer')
        case 'ingest-token':
          if (permission === ingestPermission) return ok(everything)
          return refuse('not-permitted', 'An ingest token may only send events', 'Use an API token or sign in')
        case 'person':
        case 'api-token':
          if (permission === ingestPermission) {
            return refuse(
              'not-permitted',
              'Only an ingest token may send events',
              'Make an ingest token for this source',
            )
          }
          if (who.kind === 'api-token' && permission === ownAccountPermission) {
            return refuse('not-permitted', 'A token has no account of its own', 'Sign in')
          }
          if (await permits(who, permission)) return ok(await scopeOf(who.departments))
          return refuse(
            'not-permitted',
            `Your role (${who.role}) does not include ${permission}`,
            'Ask an administrator for another role, or somebody whose task it is',
          )
      }
    },
    forget: () => {
      sources = undefined
      scopes.clear()
    },
  }
}

function keyOf(departments: Departments): string {
  return departments === 'all' ? '*' : JSON.stringify([...departments].sort())
}
