import './search.css'
import './results.css'
import './tail.css'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { isGrouped, parse } from '@tocsin/query'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useHand } from '../actions/desk.ts'
import { useTitle } from '../app/use-title.ts'
import { Empty, Failed } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import type { Pivot } from './event-open.tsx'
import { EventTable } from './event-table.tsx'
import { FieldPicker } from './field-picker.tsx'
import { fieldsIn, remember, remembered } from './fields-shown.ts'
import { narrowed } from './refine.ts'
import { SearchBox } from './search-box.tsx'
import { flowingRows, mostRows } from './tail-rows.ts'
import type { TailState } from './tail-stream.ts'
import { useReader } from './use-reader.ts'
import { useTail } from './use-tail.ts'

/** Events as they arrive. The list stands still while a pointer or the focus is in it, and says how many wait. */
export function TailPage() {
  const { t } = useWords()
  const address = useSearch({ from: '/inside/search/live' })
  const navigate = useNavigate({ from: '/search/live' })
  const q = address.q ?? ''
  const columnsText = address.columns ?? remembered('columns')
  const columns = useMemo(() => fieldsIn(columnsText), [columnsText])
  const box = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(q)
  useEffect(() => setTyped(q), [q])
  const parsed = useMemo(() => parse(q), [q])
  useTitle(t('tail.title'))
  useHand('filter', { focus: () => box.current?.focus() })
  const watch = (text: string) => void navigate({ search: (before) => ({ ...before, q: text }) })
  const pivot = useMemo<Pivot>(
    () => ({
      narrow: (condition, how) =>
        void navigate({ search: (before) => ({ ...before, q: narrowed(q, condition, how) }) }),
      // What counts, or looks back, is a search.
      ask: (text) => void navigate({ to: '/search', search: { q: text } }),
      columns: (fields) => {
        remember('columns', fields.join(','))
        void navigate({ search: (before) => ({ ...before, columns: fields.join(',') || 'none' }) })
      },
    }),
    [navigate, q],
  )
  const onlyEvents = parsed.ok && !isGrouped(parsed.value) && parsed.value.around === undefined
  return (
    <div className="pad search-page tail-page">
      <header className="search-head">
        <h1 className="title">{t('tail.title')}</h1>
        <Link className="btn small" to="/search" search={q === '' ? {} : { q }}>
          {t('tail.back')}
        </Link>
      </header>
      <search>
        <form
          className="ask"
          onSubmit={(event) => {
            event.preventDefault()
            watch(typed.trim())
          }}
        >
          <SearchBox
            box={box}
            typed={typed}
            type={setTyped}
            problem={parsed.ok ? undefined : { text: q, problem: parsed.error }}
          />
        </form>
      </search>
      {parsed.ok && !onlyEvents && <Empty says={t('tail.onlyEvents')}>{t('tail.onlyEventsFix')}</Empty>}
      {onlyEvents && <Arriving key={q} q={q} columns={columns} pivot={pivot} />}
    </div>
  )
}

interface ArrivingProps {
  readonly q: string
  readonly columns: ReturnType<typeof fieldsIn>
  readonly pivot: Pivot
}

function Arriving({ q, columns, pivot }: ArrivingProps) {
  const { t, format } = useWords()
  const [stopped, setStopped] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const reads = useReader(list)
  const still = stopped || reads
  const { rows, state, release } = useTail(q, still ? 'held' : 'flowing')
  // Deferred, so that the rows below come after the pointer's own answer
  const most = useDeferredValue(still ? mostRows : flowingRows)
  const shown = useMemo(() => rows.shown.slice(0, most), [rows.shown, most])
  useHand('list', {
    move: (by) => moveIn(list.current, by),
    open: () => undefined,
    close: undefined,
    fresh: rows.waiting === 0 ? undefined : release,
  })
  if (state.kind === 'refused') return <Failed error={state.error} />
  return (
    <section className="found">
      <h2 className="sec">
        <StateWord state={state} held={stopped ? 'stopped' : reads ? 'reading' : undefined} />
        <span>{t('tail.seen', { count: rows.seen, n: format.count(rows.seen) })}</span>
        {rows.dropped > 0 && (
          <span className="dropped">{t('tail.dropped', { count: rows.dropped, n: format.count(rows.dropped) })}</span>
        )}
      </h2>
      <div className="tools">
        <button type="button" className="small" aria-pressed={stopped} onClick={() => setStopped(!stopped)}>
          {stopped ? t('tail.goOn') : t('tail.stop')}
        </button>
        {rows.waiting > 0 && (
          <button type="button" className="pill" onClick={release}>
            {t('tail.waiting', { count: rows.waiting, n: format.count(rows.waiting) })}
            <span className="kbd">.</span>
          </button>
        )}
        <FieldPicker label={t('search.columnsChoose')} chosen={columns} choose={pivot.columns} />
      </div>
      <div ref={list} className={still ? 'tail held' : 'tail'}>
        {shown.length === 0 ? (
          <Empty says={t('tail.none')}>{t('tail.noneSays')}</Empty>
        ) : (
          <EventTable rows={shown} columns={columns} pivot={pivot} />
        )}
      </div>
    </section>
  )
}

interface StateWordProps {
  readonly state: TailState
  readonly held: 'stopped' | 'reading' | undefined
}

function StateWord({ state, held }: StateWordProps) {
  const { t, format } = useWords()
  if (state.kind === 'lost') return <b className="st stale">{t('live.since', { at: format.clock(state.since) })}</b>
  if (state.kind === 'connecting') return <b>{t('live.connecting')}</b>
  return <b role="status">{held === undefined ? t('tail.live') : t(`tail.${held}`)}</b>
}

/** The focus to the next or the row before it; what comes meanwhile waits. */
function moveIn(list: HTMLElement | null, by: 1 | -1): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>('.opener') ?? [])]
  const at = rows.findIndex((row) => row.matches(':focus'))
  rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus()
}
