import type { Post, Role } from './house-api.ts'

/** What is typed of a post. */
export interface PostDraft {
  readonly role: Role
  readonly everywhere: boolean
  /** Names of departments, with commas between them. */
  readonly departments: string
}

export const emptyPost: PostDraft = { role: 'analyst', everywhere: true, departments: '' }

export function draftOf({ role, departments }: Post): PostDraft {
  const everywhere = departments === 'all'
  return { role, everywhere, departments: everywhere ? '' : departments.join(', ') }
}

/** Whether a role is given for the whole house only, for some departments only, or either. */
export function reachOf(role: Role): 'house' | 'departments' | 'either' {
  if (role === 'administrator' || role === 'dpo') return 'house'
  return role === 'field-engineer' ? 'departments' : 'either'
}

export function postOf({ role, everywhere, departments }: PostDraft): Post {
  const reach = reachOf(role)
  if (reach === 'house' || (reach === 'either' && everywhere)) return { role, departments: 'all' }
  return { role, departments: namesIn(departments) }
}

/** Names with commas between them, each once. */
export function namesIn(text: string): readonly string[] {
  return [
    ...new Set(
      text
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    ),
  ]
}
