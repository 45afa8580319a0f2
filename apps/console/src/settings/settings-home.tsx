import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { mayOf } from '../api/may.ts'
import { meQuery } from '../api/queries.ts'
import { Empty, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { settingsFor } from './settings-places.ts'

/** The first of the settings that this person may see. */
export function SettingsHome() {
  const { t } = useWords()
  const { data: me, isPending } = useQuery(meQuery)
  if (isPending) return <Loading />
  const [first] = settingsFor(mayOf(me))
  if (first !== undefined) return <Navigate to={first.to} replace />
  return (
    <div className="pad">
      <Empty says={t('error.forbidden')} />
    </div>
  )
}
