import './search.css'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { columns } from '@tocsin/event'
import type { Result } from '@tocsin/kit'
import { isGrouped, parse, type Query, type Search, type SearchProblem, toQuery } from '@tocsin/query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useHand } from '../actions/desk.ts'
import { searchEvents } from '../api/queries.ts'
import type { SearchParams } from '../app/search-params.ts'
import { useTitle } from '../app/use-title.ts'
import { KeyCaps } from '../design/key-caps.tsx'
import { Segmented } from '../design/segmented.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { EventTable } from './event-table.tsx'
import { GroupTable } from './group-table.tsx'
import { ProblemShown } from './problem-shown.tsx'
import { after, pageSize, windowOf } from './window.ts'

/** Groups that one table shows. */
const mostGroups = 1000

/** One box for events, or groups of them, in the search language. The question is in the address. */
export function SearchPage() {
  const { t } = useWords()
  const params = useSearch({ from: '/inside/search' })
  const navigate = useNavigate({ from: '/search' })
  const box = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(params.q ?? '')
  useEffect(() => setTyped(params.q ?? ''), [params.q])
  useTitle(t('search.title'))
  useHand('filter', { focus: () => box.current?.focus() })
  const asked = params.q ?? ''
  const parsed = useMemo(() => readable(asked), [asked])
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
                aria-describedby={parsed.ok ? 'query-hint' : 'query-hint query-error'}
                aria-invalid={parsed.ok ? undefined : 'true'}
                onChange={({ target }) => setTyped(target.value)}
              />
              <KeyCaps of="filter.focus" />
            </span>
            {!parsed.ok && <ProblemShown id="query-error" text={asked} problem={parsed.error} />}
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
      {parsed.ok &&
        (isGrouped(parsed.value) ? (
          <Grouped search={parsed.value} window={params.window ?? 'day'} />
        ) : (
          <Found search={parsed.value} window={params.window ?? 'day'} />
        ))}
      <Columns />
    </div>
  )
}

interface FoundProps {
  readonly search: Search
  readonly window: 'hour' | 'day' | 'week' | 'all'
}

function Found({ search, window }: FoundProps) {
  const { t, format } = useWords()
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['search', search, window],
    queryFn: ({ signal, pageParam }) =>
      // The end is fixed with the first page, so that further pages answer the same question.
      searchEvents(queryOf(search, window, pageParam?.asked ?? Date.now(), pageParam?.row), signal),
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

function Grouped({ search, window }: FoundProps) {
  const { t, format } = useWords()
  const { data, error, refetch } = useQuery({
    queryKey: ['groups', search, window],
    queryFn: async ({ signal }) => {
      const asked = queryOf(search, window, Date.now())
      const query = { ...asked, limit: Math.min(asked.limit, mostGroups) }
      return { ...(await searchEvents(query, signal)), limit: query.limit }
    },
  })
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />
  if (data === undefined) return <Loading />
  const { rows, limit } = data
  if (rows.length === 0) return <Empty says={t('search.none')}>{t('search.noneFix')}</Empty>
  const n = format.count(rows.length)
  const cut = rows.length === limit && search.top === undefined
  return (
    <section className="found">
      <h2 className="sec">
        {t('search.groups', { count: rows.length, n, took: format.count(Math.round(data.took)) })}
        {cut && <span>{t('search.groupsCut')}</span>}
      </h2>
      <GroupTable search={search} rows={rows} />
    </section>
  )
}

/** A text that can be asked: `around` an event cannot be, as this page does not know the time of one. */
function readable(text: string): Result<Search, SearchProblem> {
  const search = parse(text)
  if (!search.ok) return search
  const query = toQuery(search.value, { time: [0, 1], timeField: 'received', limit: pageSize })
  return query.ok ? search : query
}

function queryOf(search: Search, window: FoundProps['window'], now: number, row?: Query['after']): Query {
  const query = toQuery(search, {
    time: windowOf(window, now),
    timeField: 'received',
    limit: pageSize,
    ...(row === undefined ? {} : { after: row }),
  })
  if (!query.ok) throw new Error(query.error.message.en)
  return query.value
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
