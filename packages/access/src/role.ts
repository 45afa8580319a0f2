/** What a person is to the house; what each may do stands in `policies/roles.cedar`. */
export const roles = ['viewer', 'analyst', 'lead', 'field-engineer', 'dpo', 'administrator'] as const
export type Role = (typeof roles)[number]

/** `machine`: whoever may read the data folder. Given to no person. */
export type AnyRole = Role | 'machine'

/** Departments whose sources somebody sees. */
export type Departments = 'all' | readonly string[]

/** What is decided by: a person, or a token that stands for one. */
export interface Standing {
  readonly role: AnyRole
  readonly departments: Departments
  /** The only permissions that are used of the role's; all of them where it is left out. */
  readonly only?: readonly string[]
}

export function isRole(text: string): text is Role {
  return roles.some((role) => role === text)
}

/** Whether a role is given for the whole house only. */
export function isHouseRole(role: AnyRole): boolean {
  return role === 'administrator' || role === 'dpo' || role === 'machine'
}

/** Whether `inner` sees nothing that `outer` does not. */
export function isWithin(inner: Departments, outer: Departments): boolean {
  if (outer === 'all') return true
  return inner !== 'all' && inner.every((one) => outer.includes(one))
}

/** As a column holds it: null for all. */
export function departmentsColumn(departments: Departments): string | null {
  return departments === 'all' ? null : JSON.stringify(departments)
}

export function departmentsOf(column: string | null): Departments {
  return column === null ? 'all' : (JSON.parse(column) as string[])
}
