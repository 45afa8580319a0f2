import './queue.css'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { IncidentId } from '@tocsin/kit'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useHand } from '../actions/desk.ts'
import { onIncidents } from '../api/live-hub.ts'
import type { QueueParams } from '../app/search-params.ts'
import { useMedia } from '../app/use-media.ts'
import { useTitle } from '../app/use-title.ts'
import { useWorkHand } from '../desk/work-hand.ts'
import { announce } from '../shell/live-region.tsx'
import { useWords } from '../words/use-words.ts'
import { itemsOf, stepFrom } from './items.ts'
import { Peek } from './peek.tsx'
import { QueueList } from './queue-list.tsx'
import { Toolbar } from './toolbar.tsx'
import { useHeld } from './use-held.ts'
import { useQueue } from './use-queue.ts'
import { useSelectAll } from './use-select-all.ts'
import { useSelection } from './use-selection.ts'
import { useWaiting } from './use-waiting.ts'
import { WatchStrip } from './watch-strip.tsx'

/** Where the peek stands beside the list; below, a row opens the incident itself. */
const wide = '(min-width: 1181px)'

/** The incident queue: what waits, with a peek at the chosen one. Its whole state is in the address. */
export function QueuePage() {
  const { t } = useWords()
  const params = useSearch({ from: '/inside/queue' })
  const navigate = useNavigate({ from: '/queue' })
  const peeks = useMedia(wide)
  const list = useRef<HTMLDivElement>(null)
  const queue = useQueue(params, useHeld(list))
  const items = useMemo(
    () => itemsOf(queue.rows, params.view === 'newest' ? 'flat' : 'grouped', queue.more),
    [queue.rows, queue.more, params.view],
  )
  const filter = useRef<HTMLInputElement>(null)
  // Something is always peeked at, so that the answer is on the screen before the first key.
  const chosen = params.sel ?? queue.rows[0]?.id
  const { selected, select, selectAll, unselect } = useSelection(queue.rows)
  const all = useSelectAll(queue, selectAll)
  const acting = useMemo(
    () => (selected.size > 0 ? [...selected] : chosen === undefined ? [] : [chosen as IncidentId]),
    [selected, chosen],
  )
  useTitle(t('queue.title'), useWaiting())
  useAnnouncedIncidents()

  const set = useCallback(
    (some: Partial<Record<keyof QueueParams, string | undefined>>) =>
      void navigate({ search: (before) => ({ ...before, ...some }) as QueueParams, replace: true }),
    [navigate],
  )
  const open = (id: string) => void navigate({ to: '/incidents/$id', params: { id } })

  // What comes after the last one that was closed is looked at next.
  const after = stepFrom(items, acting.at(-1), 1)
  const hand = useWorkHand(acting, () => {
    unselect()
    set({ sel: after === undefined || acting.includes(after.id) ? undefined : after.id })
  })
  useHand('work', hand)
  useHand('list', {
    move: (by) => {
      const next = stepFrom(items, params.sel ?? (by === 1 ? undefined : chosen), by)
      if (next !== undefined) set({ sel: next.id })
    },
    open: () => {
      if (chosen !== undefined) open(chosen)
    },
    close: selected.size > 0 ? unselect : params.sel === undefined ? undefined : () => set({ sel: undefined }),
    select: chosen === undefined ? undefined : () => select(chosen as IncidentId),
    selectAll: queue.rows.length === 0 ? undefined : all.run,
    fresh: queue.waiting.added + queue.waiting.changed > 0 ? queue.release : undefined,
  })
  useHand('filter', { focus: () => filter.current?.focus() })

  return (
    <div className={params.realm === undefined || params.realm === 'real' ? 'queue' : 'queue hatched'}>
      <WatchStrip incidents={queue.rows} />
      <div className="split">
        <section className="desk" aria-label={t('queue.title')}>
          <Toolbar
            params={params}
            set={set}
            waiting={queue.waiting}
            release={queue.release}
            filter={filter}
            selected={selected.size}
            all={all}
            left={queue.more || selected.size < queue.rows.length}
            hand={hand}
            unselect={unselect}
          />
          <QueueList
            queue={queue}
            items={items}
            params={params}
            chosen={peeks ? chosen : params.sel}
            list={list}
            selected={selected}
            select={select}
            choose={(id) => (peeks ? set({ sel: id }) : open(id))}
          />
        </section>
        {peeks && <Peek id={chosen} hand={selected.size > 0 ? undefined : hand} />}
      </div>
    </div>
  )
}

/** Says what is new to a screen reader: a critical one by its story, others by their number. */
function useAnnouncedIncidents(): void {
  const { t, say } = useWords()
  const known = useRef(new Set<string>())
  useEffect(
    () =>
      onIncidents((changed) => {
        const added = changed.filter(({ id, findings }) => !known.current.has(id) && findings === 1)
        for (const { id } of changed) known.current.add(id)
        const critical = added.find(({ severity }) => severity === 'critical')
        if (critical !== undefined) announce(t('announce.critical', { story: say(critical.story) }))
        else if (added.length > 0) announce(t('announce.fresh', { count: added.length }))
      }),
    [t, say],
  )
}
