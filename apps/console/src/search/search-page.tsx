import './search.css'
import './results.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { isGrouped, parse } from '@tocsin/query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useHand } from '../actions/desk.ts'
import type { SearchParams } from '../app/search-params.ts'
import { useTitle } from '../app/use-title.ts'
import { Failed } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { savedQuery } from './ask.ts'
import type { Pivot } from './event-open.tsx'
import { Events } from './events.tsx'
import { Facets } from './facets.tsx'
import { fieldsIn, remember, remembered, usualFacets } from './fields-shown.ts'
import { Groups } from './groups.tsx'
import { Histogram } from './histogram.tsx'
import { narrowed } from './refine.ts'
import { SearchBox } from './search-box.tsx'
import { TimeChoice } from './time-choice.tsx'
import { useOverview } from './use-overview.ts'
import { Views } from './views.tsx'
import { windowOf } from './window.ts'

/** One box for events, or groups of them, in the search language. The question is in the address. */
export function SearchPage() {
  const { t } = useWords()
  const address = useSearch({ from: '/inside/search' })
  const navigate = useNavigate({ from: '/search' })
  const queries = useQueryClient()
  const { data: saved, error: savedError } = useQuery({ ...savedQuery, enabled: address.view !== undefined })
  const view = saved?.find(({ id }) => id === address.view)
  // A view's own question holds until the address says something else.
  const q = address.q ?? view?.text ?? ''
  const window = address.window ?? view?.span ?? 'day'
  const columnsText = address.columns ?? (view === undefined ? remembered('columns') : view.columns.join(','))
  const facetsText = address.facets ?? remembered('facets')
  const columns = useMemo(() => fieldsIn(columnsText), [columnsText])
  const facets = useMemo(() => (facetsText === undefined ? usualFacets : fieldsIn(facetsText)), [facetsText])

  const box = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(q)
  const [turn, setTurn] = useState(0)
  useEffect(() => setTyped(q), [q])
  useTitle(view === undefined ? t('search.title') : view.name)
  useHand('filter', { focus: () => box.current?.focus() })

  const parsed = useMemo(() => parse(q), [q])
  const { from, to } = address
  // The end is fixed with the asking, so that further pages and the histogram answer the same question.
  const asked = useMemo(() => {
    const time = from !== undefined && to !== undefined ? ([from, to] as const) : windowOf(window, Date.now())
    return { text: q, time, turn }
  }, [q, window, from, to, turn])
  const ready = parsed.ok && (address.view === undefined || saved !== undefined || savedError !== null)
  const overview = useOverview(asked, facets, ready && !(parsed.ok && isGrouped(parsed.value)))

  const go = useCallback(
    (some: SearchParams) => void navigate({ search: (before) => ({ ...before, ...some }) }),
    [navigate],
  )
  const ask = useCallback(
    (text: string) => {
      if (text === q) setTurn((before) => before + 1)
      // An empty question differs from a view's only where it is written out.
      go({ q: text === '' && view !== undefined ? '*' : text })
    },
    [q, go, view],
  )
  const setColumns = useCallback(
    (fields: readonly string[]) => {
      remember('columns', fields.join(','))
      go({ columns: fields.length === 0 ? undefined : fields.join(',') })
    },
    [go],
  )
  const pivot = useMemo<Pivot>(
    () => ({
      narrow: (condition, how) => ask(narrowed(q, condition, how)),
      ask,
      columns: setColumns,
    }),
    [ask, q, setColumns],
  )
  const cancel = () => void queries.cancelQueries({ queryKey: ['search'] })
  return (
    <div className="pad search-page">
      <header className="search-head">
        <h1 className="title">{t('search.title')}</h1>
        {parsed.ok && !isGrouped(parsed.value) && parsed.value.around === undefined && (
          <Link className="btn small" to="/search/live" search={q === '' ? {} : { q }}>
            {t('tail.open')}
          </Link>
        )}
        <Views
          draft={{ text: q, span: window, columns }}
          current={view}
          changed={address.q !== undefined || address.window !== undefined || from !== undefined}
          opened={(kept) => void navigate({ search: kept === undefined ? {} : { view: kept.id } })}
        />
      </header>
      <search>
        <form
          className="ask"
          onSubmit={(event) => {
            event.preventDefault()
            ask(typed.trim())
          }}
        >
          <SearchBox
            box={box}
            typed={typed}
            type={setTyped}
            problem={parsed.ok ? undefined : { text: q, problem: parsed.error }}
          />
          <TimeChoice
            window={window}
            stretch={from !== undefined && to !== undefined ? { from, to } : undefined}
            around={parsed.ok && parsed.value.around !== undefined}
            choose={(some) => go(some)}
          />
        </form>
      </search>
      {address.view !== undefined && savedError !== null && <Failed error={savedError} />}
      {address.view !== undefined && saved !== undefined && view === undefined && (
        <p className="soft" role="alert">
          {t('search.viewGone')}
        </p>
      )}
      {parsed.ok && ready && (
        <>
          {!isGrouped(parsed.value) && overview.data?.total !== 0 && (
            <div className="histogram-place">
              {overview.data !== undefined && (
                <Histogram
                  histogram={overview.data.histogram}
                  narrow={({ from, to }) => go({ from: Math.floor(from), to: Math.ceil(to) })}
                />
              )}
            </div>
          )}
          <div className={isGrouped(parsed.value) ? 'results groups-only' : 'results'}>
            {!isGrouped(parsed.value) && (
              <Facets
                facets={overview.data?.facets ?? []}
                stale={overview.isPlaceholderData}
                chosen={facets}
                choose={(fields) => {
                  remember('facets', fields.join(','))
                  go({ facets: fields.join(',') || 'none' })
                }}
                narrow={pivot.narrow}
              />
            )}
            {isGrouped(parsed.value) ? (
              <Groups search={parsed.value} asked={asked} pivot={pivot} cancel={cancel} />
            ) : (
              <Events
                asked={asked}
                total={overview.isPlaceholderData ? undefined : overview.data?.total}
                columns={columns}
                pivot={pivot}
                cancel={cancel}
              />
            )}
          </div>
        </>
      )}
    </div>
  )
}
