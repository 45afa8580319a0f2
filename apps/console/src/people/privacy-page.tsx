import './people.css'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useHand } from '../actions/desk.ts'
import { useTitle } from '../app/use-title.ts'
import { printable } from '../design/printable.ts'
import { ScrollX } from '../design/scroll-x.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { ByPerson } from './by-person.tsx'
import { csvOf } from './csv.ts'
import { EntryTable } from './entry-table.tsx'
import { folded, wordCounts } from './folded.ts'
import { type AuditEntry, auditQuery, summaryDays as days, summaryQuery } from './people-api.ts'

/** For the data protection officer: who looked at whom, why, and what stands out. */
export function PrivacyPage() {
  const { t, format } = useWords()
  const asked = useSearch({ from: '/inside/privacy' })
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(auditQuery(asked))
  const entries = data?.pages.flatMap((page) => page.entries) ?? []
  const shown = folded(entries)
  useTitle(t('privacy.title'))
  useHand('page', { back: () => history.back(), print: () => window.print() })
  return (
    <div className="pad privacy">
      <h1 className="title">{t('privacy.title')}</h1>
      <p className="soft">
        {t('privacy.says')} <Link to="/privacy/kept">{t('privacy.keptLink')}</Link>
      </p>
      <Oddities />
      <ByPerson />
      <section>
        <h2 className="sec">
          {t('privacy.acts')} <span>{t('privacy.actsSays')}</span>
          {entries.length > 0 && (
            <button type="button" className="small end" onClick={() => save(entries)}>
              {t('privacy.export')}
            </button>
          )}
        </h2>
        <Filter key={`${asked.person} ${asked.who}`} />
        {error !== null && <Failed error={error} retry={() => void refetch()} />}
        {data === undefined && error === null && <Loading />}
        {data !== undefined && entries.length === 0 && <Empty says={t('privacy.none')} />}
        {entries.length > 0 && (
          <>
            <p className="soft" role="status">
              {t('privacy.shown', { count: shown.length, n: format.count(shown.length) })}
              {wordCounts(shown)
                .slice(0, 4)
                .map(([word, n]) => ` · ${t(`auditAct.${word}`)} ×${format.count(n)}`)}
            </p>
            <ScrollX label={t('privacy.title')}>
              <EntryTable entries={shown} />
            </ScrollX>
          </>
        )}
        {hasNextPage && (
          <button type="button" className="further" aria-busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('privacy.more')}
          </button>
        )}
      </section>
    </div>
  )
}

function Filter() {
  const { t } = useWords()
  const asked = useSearch({ from: '/inside/privacy' })
  const navigate = useNavigate({ from: '/privacy' })
  const [person, setPerson] = useState(asked.person ?? '')
  const [who, setWho] = useState(asked.who ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void navigate({
      search: {
        ...(person.trim() === '' ? {} : { person: person.trim() }),
        ...(who.trim() === '' ? {} : { who: who.trim() }),
      },
    })
  }
  return (
    <form className="toolbar" onSubmit={submit}>
      <div className="field">
        <label htmlFor="privacy-person">{t('privacy.person')}</label>
        <input id="privacy-person" value={person} maxLength={255} onChange={({ target }) => setPerson(target.value)} />
      </div>
      <div className="field">
        <label htmlFor="privacy-who">{t('privacy.who')}</label>
        <input id="privacy-who" value={who} maxLength={200} onChange={({ target }) => setWho(target.value)} />
      </div>
      <button type="submit">{t('privacy.show')}</button>
    </form>
  )
}

function Oddities() {
  const { t, format } = useWords()
  const { data } = useQuery(summaryQuery(days))
  if (data === undefined) return null
  return (
    <section>
      <h2 className="sec">
        {t('privacy.odd')} <span>{t('privacy.oddSays', { n: format.count(days) })}</span>
      </h2>
      {data.oddities.length === 0 ? (
        <p className="soft">{t('privacy.oddNone')}</p>
      ) : (
        <ul className="odd">
          {data.oddities.map(({ kind, who, count, person, entry }) => (
            <li key={`${kind} ${who} ${person ?? ''} ${entry}`}>
              <Link to="/privacy" search={{ who, ...(person === undefined ? {} : { person }) }}>
                {printable(who)}
              </Link>{' '}
              {t(`oddity.${kind}`, { n: format.count(count), person: person ?? '' })}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function save(entries: readonly AuditEntry[]): void {
  const url = URL.createObjectURL(new Blob([csvOf(entries)], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'audit.csv'
  link.click()
  URL.revokeObjectURL(url)
}
