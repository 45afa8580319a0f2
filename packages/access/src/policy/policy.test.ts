import { validate } from '@cedar-policy/cedar-wasm/nodejs'
import { everything } from '@tocsin/store'
import { describe, expect, test } from 'vitest'
import { type Departments, type Role, roles } from '../role.ts'
import { ingestPermission, nobody, type Who } from '../who.ts'
import { namedPermissions, openCedar, policyText, schemaText } from './cedar.ts'
import { decisionsOf } from './decisions.ts'

const owned = [
  { source: 'pumps', department: 'Water' },
  { source: 'vpn', department: 'Water' },
  { source: 'lights', department: 'Roads' },
  { source: 'attic', department: null },
]

function person(role: Role, departments: Departments = 'all'): Who {
  return { kind: 'person', account: 'a', name: 'ada', session: 's', role, departments }
}

const decisions = decisionsOf(async () => owned)
const ingest: Who = { kind: 'ingest-token', token: 'i', name: 'shipper', sources: 'all' }
const machine: Who = { kind: 'api-token', token: 't', name: 'm', expiresAt: 1, role: 'machine', departments: 'all' }

async function outcome(who: Who, permission: string) {
  const decided = await decisions.decide(who, permission)
  return decided.ok ? decided.value : decided.error.code
}

test('the policies hold against their schema, and speak of nothing else', () => {
  const answer = validate({
    schema: schemaText(),
    policies: { staticPolicies: policyText() },
    validationSettings: { mode: 'strict' },
  })
  expect(answer).toEqual({ type: 'success', validationErrors: [], validationWarnings: [], otherWarnings: [] })
  const declared = [...schemaText().matchAll(/"([a-z]+\.[a-z]+)"/g)].map(([, name]) => name)
  expect(namedPermissions().filter((name) => !declared.includes(name))).toEqual([])
})

test('a policy that speaks of what there is not is refused by the schema', () => {
  const answer = validate({
    schema: schemaText(),
    policies: { staticPolicies: 'permit (principal, action, resource) when { principal.everywere };' },
    validationSettings: { mode: 'strict' },
  })
  expect(JSON.stringify(answer)).toContain('everywhere')
})

test.each([
  [nobody, 'event.search', 'not-signed-in'],
  [nobody, ingestPermission, 'not-signed-in'],
  [ingest, ingestPermission, everything],
  [ingest, 'status.read', 'not-permitted'],
  [person('administrator'), ingestPermission, 'not-permitted'],
  [machine, ingestPermission, 'not-permitted'],
  [machine, 'what.ever', everything],
  [person('administrator'), 'what.ever', everything],
  [person('administrator', ['Water']), 'incident.read', 'not-permitted'],
  [person('dpo'), 'audit.read', everything],
  [person('dpo'), 'incident.work', 'not-permitted'],
  [person('dpo'), 'incident.read', 'not-permitted'],
  [person('viewer'), 'event.search', everything],
  [person('viewer'), 'event.raw', 'not-permitted'],
  [person('viewer'), 'what.ever', 'not-permitted'],
  [person('analyst'), 'event.raw', everything],
  [person('analyst'), 'rule.read', everything],
  [person('analyst'), 'hold.manage', 'not-permitted'],
  [person('lead'), 'hold.manage', everything],
  [person('lead', ['Water']), 'hold.manage', 'not-permitted'],
  [person('lead'), 'people.manage', 'not-permitted'],
  [person('lead'), 'audit.read', 'not-permitted'],
  [person('field-engineer'), 'incident.read', 'not-permitted'],
  [person('field-engineer', []), 'incident.read', 'not-permitted'],
] as const)('%j asks for %s: %j', async (who, permission, expected) => {
  expect(await outcome(who, permission)).toEqual(expected)
})

describe('the scope that comes with a decision', () => {
  test('is the sources of the departments', async () => {
    const see = async (departments: Departments) => outcome(person('analyst', departments), 'event.search')
    expect(await see(['Water'])).toEqual({ kind: 'sources', sources: ['pumps', 'vpn', 'tocsin/hand/Water'] })
    expect(await see(['Roads', 'Water'])).toEqual({
      kind: 'sources',
      sources: ['pumps', 'vpn', 'lights', 'tocsin/hand/Roads', 'tocsin/hand/Water'],
    })
    expect(await see(['Parks'])).toEqual({ kind: 'sources', sources: ['tocsin/hand/Parks'] })
    expect(await see([])).toEqual({ kind: 'sources', sources: [] })
    expect(await outcome(person('field-engineer', ['Roads']), 'incident.work')).toEqual({
      kind: 'sources',
      sources: ['lights', 'tocsin/hand/Roads'],
    })
  })

  test('follows a source that changes hands once it is forgotten, and a failed reading is asked again', async () => {
    let sources = [{ source: 'pumps', department: 'Water' }]
    let broken = true
    const own = decisionsOf(async () => {
      if (broken) throw new Error('busy')
      return sources
    })
    await expect(own.scopeOf(['Roads'])).rejects.toThrow('busy')
    broken = false
    expect(await own.scopeOf(['Roads'])).toEqual({ kind: 'sources', sources: ['tocsin/hand/Roads'] })
    sources = [{ source: 'pumps', department: 'Roads' }]
    expect(await own.scopeOf(['Roads'])).toEqual({ kind: 'sources', sources: ['tocsin/hand/Roads'] })
    own.forget()
    expect(await own.scopeOf(['Roads'])).toEqual({ kind: 'sources', sources: ['pumps', 'tocsin/hand/Roads'] })
  })

  test('is not kept where it was read before the change', async () => {
    let give: (owned: readonly { source: string; department: string }[]) => void = () => {}
    const own = decisionsOf(() => new Promise((resolve) => (give = resolve)))
    const early = own.scopeOf(['Roads'])
    own.forget()
    give([])
    await early
    const late = own.scopeOf(['Roads'])
    give([{ source: 'pumps', department: 'Roads' }])
    expect(await late).toEqual({ kind: 'sources', sources: ['pumps', 'tocsin/hand/Roads'] })
  })
})

test('a token that uses some permissions only has no other', async () => {
  const narrow: Who = { ...machine, role: 'lead', only: ['event.search'] } as Who
  expect(await outcome(narrow, 'event.search')).toBe(everything)
  expect(await outcome(narrow, 'incident.read')).toBe('not-permitted')
})

test('every permission that policies name is somebody’s, and no role has all of them but the house’s own', async () => {
  const cedar = await openCedar()
  const departmentsOf = (role: Role): Departments => (role === 'field-engineer' ? ['Water'] : 'all')
  for (const permission of namedPermissions()) {
    const holders = roles.filter((role) => cedar.permits({ role, departments: departmentsOf(role) }, permission))
    expect([permission, holders.includes('administrator')]).toEqual([permission, true])
  }
})
