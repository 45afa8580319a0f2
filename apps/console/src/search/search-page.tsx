import './search.css'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { columns } from '@tocsin/event'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useHand } from '../actions/desk.ts'
import type { Where } from '../api/event-query.ts'
import { searchEvents } from '../api/queries.ts'
import type { SearchParams } from '../app/search-params.ts'
import { useTitle } from '../app/use-title.ts'
import { KeyCaps } from '../design/key-caps.tsx'
import { Segmented } from '../design/segmented.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { EventTable } from './event-table.tsx'
import { parseQuery } from './parse.ts'
import { after, pageSize, windowOf } from './window.ts'

/** One box for events: field and value, or a word anywhere. The question is in the address. */
export function SearchPage() {
  const { t } = useWords()
  const params = useSearch({ from: '/inside/search' })
  const navigate = useNavigate({ from: '/search' })
  const box = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(params.q ?? '')
  useEffect(() => setTyped(params.q ?? ''), [params.q])
  useTitle(t('search.title'))
  useHand('filter', { focus: () => box.current?.focus() })
  const parsed = useMemo(() => parseQuery(params.q ?? ''), [params.q])
  const ask = (some: SearchParams) => void navigate({ search: (before) => ({ ...before, ...some }) })
  return (
    <div className="pad">
      <h1 className="title">{t('search.title')}</h1>
      <search>
        <form
          className="ask"
          onSubmit={(event) => {
            event.preventDefault()
            ask({ q: typed.trim() })
          }}
        >
          <div className="field">
            <label htmlFor="query">{t('search.box')}</label>
            <small id="query-hint">{t('search.hint')}</small>
            <span className="filter">
              <input
                id="query"
                ref={box}
                className="wire"
                value={typed}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck="false"
                maxLength={2000}
                aria-describedby="query-hint query-error"
                aria-invalid={parsed.ok ? undefined : 'true'}
                onChange={({ target }) => setTyped(target.value)}
              />
              <KeyCaps of="filter.focus" />
            </span>
            {!parsed.ok && (
              <span className="err" id="query-error" role="alert">
                {t(`problem.${parsed.error.kind}`, { field: '', value: '', max: 0, ...parsed.error })}
              </span>
            )}
          </div>
          <div className="ask-row">
            <span className="soft">{t('search.window')}</span>
            <Segmented
              label={t('search.window')}
              value={params.window ?? 'day'}
              choices={[
                ['hour', t('search.windowHour')],
                ['day', t('search.windowDay')],
                ['week', t('search.windowWeek')],
                ['all', t('search.windowAll')],
              ]}
              choose={(chosen) => ask({ window: chosen === 'day' ? undefined : chosen } as SearchParams)}
            />
            <button type="submit" className="primary">
              {t('search.run')}
            </button>
          </div>
        </form>
      </search>
      {parsed.ok && <Found where={parsed.value} window={params.window ?? 'day'} />}
      <Columns />
    </div>
  )
}

interface FoundProps {
  readonly where: Where | undefined
  readonly window: 'hour' | 'day' | 'week' | 'all'
}

function Found({ where, window }: FoundProps) {
  const { t, format } = useWords()
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['search', where, window],
    queryFn: ({ signal, pageParam }) =>
      searchEvents(
        {
          from: 'event',
          // The end is fixed with the first page, so that further pages answer the same question.
          time: windowOf(window, pageParam?.asked ?? Date.now()),
          timeField: 'received',
          ...(where === undefined ? {} : { where }),
          ...(pageParam === undefined ? {} : { after: pageParam.row }),
          limit: pageSize,
        },
        signal,
      ),
    initialPageParam: undefined as ReturnType<typeof after>,
    getNextPageParam: (page) => after(page.rows, Date.now()),
  })
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />
  if (data === undefined) return <Loading />
  const rows = data.pages.flatMap((page) => page.rows)
  if (rows.length === 0) return <Empty says={t('search.none')}>{t('search.noneFix')}</Empty>
  const took = format.count(Math.round(data.pages.reduce((sum, page) => sum + page.took, 0)))
  const n = format.count(rows.length)
  return (
    <section className="found">
      <h2 className="sec">
        {hasNextPage ? t('search.foundAtLeast', { n, took }) : t('search.found', { count: rows.length, n, took })}
        <span>{t('search.says')}</span>
      </h2>
      <EventTable rows={rows} />
      {hasNextPage && (
        <button type="button" aria-busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('search.older')}
        </button>
      )}
    </section>
  )
}

/** The names that a term may begin with. */
function Columns() {
  const { t, say } = useWords()
  return (
    <details className="columns">
      <summary>{t('search.columns')}</summary>
      <dl className="kv">
        {columns.map(({ name, says, personal }) => (
          <div key={name}>
            <dt className="wire">{name}</dt>
            <dd>
              {say(says)} {personal && <span className="faint">({t('search.personal')})</span>}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
