import '../account/account.css'
import './house.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { meQuery } from '../api/queries.ts'
import { useTitle } from '../app/use-title.ts'
import { Failed, Loading } from '../design/states.tsx'
import { SettingsNav } from '../settings/settings-nav.tsx'
import { useWords } from '../words/use-words.ts'
import { accountsQuery, type Invited, openSessionsQuery } from './house-api.ts'
import { Invite } from './invite.tsx'
import { LinkShown } from './link-shown.tsx'
import { PersonRow } from './person-row.tsx'

/** The people of the house: who they are, what they may do, and how they come in. */
export function PeoplePage() {
  const { t, format } = useWords()
  const { data, error, refetch } = useQuery(accountsQuery)
  const { data: open = [] } = useQuery(openSessionsQuery)
  const { data: me } = useQuery(meQuery)
  const [invited, setInvited] = useState<Invited>()
  const people = data?.people ?? []
  const known = [...new Set(people.flatMap(({ departments }) => (departments === 'all' ? [] : departments)))].toSorted()
  useTitle(t('house.title'))
  return (
    <div className="pad account-page house-page">
      <SettingsNav />
      <h1 className="title">{t('house.title')}</h1>
      <p className="soft">{t('house.says')}</p>
      {invited === undefined ? (
        <Invite known={known} invited={setInvited} />
      ) : (
        <LinkShown invited={invited} done={() => setInvited(undefined)} />
      )}
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <section>
          <h2 className="sec">
            {t('house.accounts')} <span>{format.count(people.length)}</span>
          </h2>
          <ul className="entries">
            {people.map((account) => (
              <PersonRow
                key={account.id}
                account={account}
                sessions={open.filter((name) => name === account.name).length}
                known={known}
                self={account.name === me?.name}
                invited={setInvited}
              />
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
