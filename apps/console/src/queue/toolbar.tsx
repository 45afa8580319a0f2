import { Link } from '@tanstack/react-router'
import { type Realm, realms } from '@tocsin/event'
import { type RefObject, useEffect, useState } from 'react'
import type { WorkHand } from '../actions/action.ts'
import { useMay } from '../api/may.ts'
import type { QueueParams, QueueView } from '../app/search-params.ts'
import { KeyCaps } from '../design/key-caps.tsx'
import { decide } from '../desk/dialog.ts'
import { WorkActs } from '../desk/work-acts.tsx'
import { useWords } from '../words/use-words.ts'
import { mostSelected } from './use-selection.ts'

interface ToolbarProps {
  readonly params: QueueParams
  readonly waiting: { readonly added: number; readonly changed: number }
  readonly filter: RefObject<HTMLInputElement | null>
  /** Rows that are acted on together. */
  readonly selected: number
  readonly all: { readonly busy: boolean; run(): void }
  /** There is more under these filters than is selected. */
  readonly left: boolean
  readonly hand: WorkHand | undefined
  unselect(): void
  set(some: Partial<Record<keyof QueueParams, string | undefined>>): void
  release(): void
}

const views: readonly QueueView[] = ['all', 'urgent', 'newest']

export function Toolbar({ params, waiting, filter, selected, all, left, hand, unselect, set, release }: ToolbarProps) {
  const { t, format } = useWords()
  const may = useMay()
  const filtered = params.realm !== undefined || params.about !== undefined || params.work !== undefined
  return (
    <div className="toolbar">
      <h1 className="sr">{t('queue.title')}</h1>
      <nav className="views" aria-label={t('queue.views')}>
        {views.map((view) => (
          <Link
            key={view}
            to="/queue"
            search={({ view: _, sel: __, ...kept }) => (view === 'all' ? kept : { ...kept, view })}
            aria-current={(params.view ?? 'all') === view ? 'true' : undefined}
            activeProps={{}}
            activeOptions={{ exact: true }}
          >
            {t(`queue.${view}`)}
          </Link>
        ))}
      </nav>
      <OrderSays view={params.view ?? 'all'} />
      <Link className="btn small quiet" to="/quiet">
        {t('quiet.list')}
      </Link>
      {may('incident.open') && (
        <button
          type="button"
          className="small quiet"
          onClick={() => decide({ what: 'open', works: [], done: undefined })}
        >
          {t('hand.go')} <KeyCaps of="incident.open" />
        </button>
      )}
      <div className="filters">
        <AboutFilter value={params.about ?? ''} input={filter} set={(about) => set({ about: about || undefined })} />
        <select
          aria-label={t('queue.workFilter')}
          value={params.work ?? ''}
          onChange={({ target }) => set({ work: target.value || undefined })}
        >
          <option value="">{t('queue.workOpen')}</option>
          <option value="closed">{t('queue.workClosed')}</option>
          <option value="all">{t('queue.workAll')}</option>
        </select>
        <select
          aria-label={t('queue.realmFilter')}
          value={params.realm ?? ''}
          onChange={({ target }) => set({ realm: (target.value || undefined) as Realm | undefined })}
        >
          <option value="">{t('queue.anyRealm')}</option>
          {realms.map((realm) => (
            <option key={realm} value={realm}>
              {t(`realm.${realm}`)}
            </option>
          ))}
        </select>
        {filtered && (
          <button
            type="button"
            className="small quiet"
            onClick={() => set({ realm: undefined, about: undefined, work: undefined })}
          >
            {t('queue.clear')}
          </button>
        )}
      </div>
      {waiting.added + waiting.changed > 0 && (
        <button type="button" className="pill" onClick={release}>
          {waiting.added > 0
            ? t('queue.fresh', { count: waiting.added })
            : t('queue.changed', { count: waiting.changed })}
          <KeyCaps of="list.fresh" />
        </button>
      )}
      {selected > 0 && (
        <div className="bulk">
          <b>{t('queue.selected', { count: selected, n: format.count(selected) })}</b>
          {left && selected < mostSelected && (
            <button type="button" className="small" aria-busy={all.busy} onClick={all.run}>
              {t('queue.selectAll')} <KeyCaps of="list.selectAll" />
            </button>
          )}
          {selected >= mostSelected && (
            <span className="faint">{t('queue.selectMost', { n: format.count(mostSelected) })}</span>
          )}
          <WorkActs hand={hand} size="small" />
          <button type="button" className="small quiet" onClick={unselect}>
            {t('queue.unselect')} <KeyCaps of="list.close" />
          </button>
        </div>
      )}
    </div>
  )
}

/** Why what stands first stands first: in words, and the same for everybody. */
function OrderSays({ view }: { readonly view: QueueView }) {
  const { t } = useWords()
  return (
    <>
      <button type="button" className="quiet small order-open" popoverTarget="queue-order">
        {t('queue.orderOpen')}
      </button>
      <div className="pop order-says" id="queue-order" popover="auto" role="dialog" aria-label={t('queue.order')}>
        <h2 className="sec">{t('queue.order')}</h2>
        {view === 'newest' ? (
          <p>{t('queue.orderNewest')}</p>
        ) : (
          <ol>
            {(['orderGroup', 'orderSeverity', 'orderLast', 'orderStays'] as const).map((line) => (
              <li key={line}>{t(`queue.${line}`)}</li>
            ))}
          </ol>
        )}
        <p className="soft">{t('queue.orderUnknown')}</p>
      </div>
    </>
  )
}

interface AboutFilterProps {
  readonly value: string
  readonly input: RefObject<HTMLInputElement | null>
  set(about: string): void
}

/** Filters as one types, a moment after the last letter. */
function AboutFilter({ value, input, set }: AboutFilterProps) {
  const { t } = useWords()
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed.trim() === value) return undefined
    const wait = setTimeout(() => set(typed.trim()), 120)
    return () => clearTimeout(wait)
  }, [typed, value, set])
  return (
    <span className="filter">
      <input
        ref={input}
        type="search"
        aria-label={t('queue.about')}
        placeholder={t('queue.aboutHint')}
        autoComplete="off"
        spellCheck="false"
        maxLength={200}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      <KeyCaps of="filter.focus" />
    </span>
  )
}
