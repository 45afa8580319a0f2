import { useQuery } from '@tanstack/react-query'
import { remove } from '../api/client.ts'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import type { OwnSession } from './contract.ts'
import { sessionsQuery, useChange } from './own-account.ts'

/** Where this account is signed in now. */
export function Sessions() {
  const { t } = useWords()
  const { data, error } = useQuery(sessionsQuery)
  return (
    <section>
      <h2 className="sec">
        {t('account.sessions.title')} <span>{t('account.sessions.says')}</span>
      </h2>
      {error !== null && <Failed error={error} />}
      {data === undefined && error === null && <Loading />}
      <ul className="entries">
        {data?.sessions.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
    </section>
  )
}

function SessionRow({ session }: { readonly session: OwnSession }) {
  const { t, format } = useWords()
  const end = useChange(() => remove(`/account/sessions/${session.id}`))
  const now = Date.now()
  return (
    <li>
      <p>
        <b>{session.address}</b>{' '}
        <span className="soft">
          {t('account.since', { day: format.at(session.createdAt, now) })},{' '}
          {t('account.used', { day: format.at(session.seenAt, now) })}
        </span>
        <span className="faint agent">{session.agent}</span>
      </p>
      {session.current ? (
        <p className="soft">{t('account.sessions.this')}</p>
      ) : (
        <button
          type="button"
          className="small"
          aria-label={t('account.sessions.endIt', { address: session.address })}
          aria-busy={end.isPending}
          onClick={() => end.mutate(undefined)}
        >
          {t('account.sessions.end')}
        </button>
      )}
    </li>
  )
}
