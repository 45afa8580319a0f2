import { useState } from 'react'
import { put } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { useWords } from '../words/use-words.ts'
import { roles, useHouseChange } from './house-api.ts'
import { HouseFailure } from './house-failure.tsx'

/** The roles that need a second factor; a tick holds at once. */
export function SecondFactor({ needed }: { readonly needed: readonly string[] }) {
  const { t } = useWords()
  const may = useMay()
  const set = useHouseChange((wanted: readonly string[]) => put('/settings/sign-in/second-factor', { roles: wanted }))
  // A tick shows in the same turn, as a box of its own would; where it is refused it goes back.
  const [wanted, setWanted] = useState<readonly string[]>()
  const shown = wanted ?? needed
  const want = (next: readonly string[]) => {
    setWanted(next)
    set.mutate(next, { onSettled: () => setWanted(undefined) })
  }
  return (
    <section>
      <h2 className="sec">
        {t('signIns.second')} <span>{t('signIns.secondSays')}</span>
      </h2>
      <fieldset
        className="ticks"
        disabled={!may('settings.manage')}
        aria-busy={set.isPending}
        aria-label={t('signIns.second')}
      >
        {roles.map((role) => (
          <label key={role} className="tick">
            <input
              type="checkbox"
              checked={shown.includes(role)}
              onChange={({ target }) =>
                want(target.checked ? [...shown, role] : shown.filter((other) => other !== role))
              }
            />{' '}
            {t(`role.${role}`)}
          </label>
        ))}
      </fieldset>
      <HouseFailure error={set.error} />
    </section>
  )
}
