import { readFileSync } from 'node:fs'
import type { Standing } from '../role.ts'

/** Says whether a policy permits an act. */
export interface Cedar {
  permits(standing: Standing, permission: string): boolean
}

const policyFile = new URL('../../policies/roles.cedar', import.meta.url)
const schemaFile = new URL('../../policies/roles.cedarschema', import.meta.url)

/** The policies as they are written. */
export function policyText(): string {
  return readFileSync(policyFile, 'utf8')
}

/** What the policies may speak of. */
export function schemaText(): string {
  return readFileSync(schemaFile, 'utf8')
}

/** Permissions that the policies name. */
export function namedPermissions(): readonly string[] {
  named ??= [...new Set([...policyText().matchAll(/Action::"([^"]+)"/g)].map(([, name = '']) => name))].sort()
  return named
}

let named: readonly string[] | undefined

let opened: Promise<Cedar> | undefined

/** Loads Cedar where it is first needed: its WebAssembly takes about 100 ms, which a start need not wait for. */
export function openCedar(): Promise<Cedar> {
  opened ??= load()
  return opened
}

async function load(): Promise<Cedar> {
  const cedar = await import('@cedar-policy/cedar-wasm/nodejs')
  const name = 'tocsin.roles'
  const parsed = cedar.preparsePolicySet(name, { staticPolicies: policyText() })
  if (parsed.type === 'failure')
    throw new Error(`roles.cedar: ${parsed.errors.map(({ message }) => message).join('; ')}`)
  return {
    permits: ({ role, departments }, permission) => {
      const person = { type: 'Person', id: 'asker' }
      const answer = cedar.statefulIsAuthorized({
        principal: person,
        action: { type: 'Action', id: permission },
        resource: { type: 'Kind', id: permission.split('.', 1)[0] ?? '' },
        context: {},
        entities: [
          {
            uid: person,
            attrs: { everywhere: departments === 'all', departments: departments === 'all' ? [] : [...departments] },
            parents: [{ type: 'Role', id: role }],
          },
          ...ancestry,
        ],
        preparsedPolicySetId: name,
        validateRequest: false,
      })
      if (answer.type === 'failure') throw new Error(`Cedar: ${answer.errors.map(({ message }) => message).join('; ')}`)
      return answer.response.decision === 'allow'
    },
  }
}

/** Each role has what its parent has. */
const ancestry = (
  [
    ['viewer', []],
    ['analyst', ['viewer']],
    ['lead', ['analyst']],
  ] as const
).map(([role, parents]) => ({
  uid: { type: 'Role', id: role },
  attrs: {},
  parents: parents.map((id) => ({ type: 'Role', id })),
}))
