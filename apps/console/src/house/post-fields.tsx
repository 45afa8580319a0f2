import { useId } from 'react'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'
import { type Role, roles } from './house-api.ts'
import { type PostDraft, reachOf } from './post.ts'

interface PostFieldsProps {
  readonly draft: PostDraft
  /** Departments that there are, for the hint. */
  readonly known: readonly string[]
  set(draft: PostDraft): void
}

/** What somebody may do, and of which departments they see. */
export function PostFields({ draft, known, set }: PostFieldsProps) {
  const { t } = useWords()
  const id = useId()
  const reach = reachOf(draft.role)
  const names = reach === 'departments' || (reach === 'either' && !draft.everywhere)
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-role`}>{t('house.role')}</label>
        <small id={`${id}-says`}>{t(`roleSays.${draft.role}`)}</small>
        <select
          id={`${id}-role`}
          value={draft.role}
          aria-describedby={`${id}-says`}
          onChange={({ target }) => set({ ...draft, role: target.value as Role })}
        >
          {roles.map((role) => (
            <option key={role} value={role}>
              {t(`role.${role}`)}
            </option>
          ))}
        </select>
      </div>
      {reach === 'either' && (
        <label className="tick">
          <input
            type="checkbox"
            checked={draft.everywhere}
            onChange={({ target }) => set({ ...draft, everywhere: target.checked })}
          />{' '}
          {t('house.everywhere')}
        </label>
      )}
      {names && (
        <div className="field">
          <label htmlFor={`${id}-names`}>{t('house.departments')}</label>
          <small id={`${id}-hint`}>
            {known.length === 0
              ? t('house.departmentsHint')
              : t('house.departmentsKnown', { names: known.map(printable).join(', ') })}
          </small>
          <input
            id={`${id}-names`}
            value={draft.departments}
            required
            maxLength={2000}
            autoComplete="off"
            aria-describedby={`${id}-hint`}
            onChange={({ target }) => set({ ...draft, departments: target.value })}
          />
        </div>
      )}
    </>
  )
}
