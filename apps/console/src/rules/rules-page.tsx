import './rules.css'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useHand } from '../actions/desk.ts'
import type { RulePage } from '../api/contract.ts'
import { rulesQuery } from '../api/queries.ts'
import type { RulesParams } from '../app/search-params.ts'
import { useTitle } from '../app/use-title.ts'
import { KeyCaps } from '../design/key-caps.tsx'
import { Segmented } from '../design/segmented.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { RuleRow } from './rule-row.tsx'

/** Every rule that was read: loaded, asleep, refused or no rule at all, and why. */
export function RulesPage() {
  const { t, format } = useWords()
  const params = useSearch({ from: '/inside/rules' })
  const navigate = useNavigate({ from: '/rules' })
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    ...rulesQuery(params.state, params.q ?? ''),
    placeholderData: (before) => before,
  })
  const rules = useMemo(() => data?.pages.flatMap((page) => page.rules) ?? [], [data])
  const counts = data?.pages[0]?.counts
  const modes = data?.pages[0]?.modes
  const list = useRef<HTMLDivElement>(null)
  useTitle(t('rules.title'))
  const virtual = useVirtualizer({
    count: rules.length,
    getScrollElement: () => list.current,
    estimateSize: () => 56,
    overscan: 12,
  })
  const drawn = virtual.getVirtualItems()
  const last = drawn.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= rules.length - 20 && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [last, rules.length, hasNextPage, isFetchingNextPage, fetchNextPage])

  return (
    <div className="rules">
      <div className="pad head">
        <h1 className="title">{t('rules.title')}</h1>
        <Filter
          params={params}
          counts={counts}
          modes={modes}
          ask={(some) => void navigate({ search: some, replace: true })}
        />
      </div>
      <div className="list" ref={list}>
        {error !== null && (
          <div className="padded">
            <Failed error={error} retry={() => void refetch()} />
          </div>
        )}
        {data === undefined && error === null && (
          <div className="padded">
            <Loading />
          </div>
        )}
        {data !== undefined && rules.length === 0 && (
          <div className="padded">
            {counts !== undefined && total(counts) === 0 ? (
              <Empty says={t('rules.empty')}>{t('rules.emptyFix')}</Empty>
            ) : (
              <Empty says={t('rules.none')} />
            )}
          </div>
        )}
        <ul
          className="rows"
          aria-label={
            counts === undefined
              ? t('rules.title')
              : t('rules.says', { count: total(counts), n: format.count(total(counts)) })
          }
          style={{ height: virtual.getTotalSize() }}
        >
          {drawn.map(({ index, key, start }) => {
            const rule = rules[index]
            return (
              rule !== undefined && (
                <li
                  key={key}
                  ref={virtual.measureElement}
                  data-index={index}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <RuleRow rule={rule} />
                </li>
              )
            )
          })}
        </ul>
      </div>
    </div>
  )
}

interface FilterProps {
  readonly params: RulesParams
  readonly counts: RulePage['counts'] | undefined
  readonly modes: RulePage['modes'] | undefined
  ask(params: RulesParams): void
}

function Filter({ params, counts, modes, ask }: FilterProps) {
  const { t, format } = useWords()
  const box = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(params.q ?? '')
  useHand('filter', { focus: () => box.current?.focus() })
  useEffect(() => {
    if (typed.trim() === (params.q ?? '')) return undefined
    const wait = setTimeout(() => {
      const { q: _, ...kept } = params
      ask(typed.trim() === '' ? kept : { ...kept, q: typed.trim() })
    }, 200)
    return () => clearTimeout(wait)
  }, [typed, params, ask])
  const says = (state: 'all' | RuleState, count: number | undefined): string =>
    count === undefined ? t(`rules.${state}`) : `${t(`rules.${state}`)} ${format.count(count)}`
  return (
    <div className="toolbar">
      <Segmented
        label={t('rules.status')}
        value={params.state ?? 'all'}
        choices={[
          ['all', says('all', counts === undefined ? undefined : total(counts))],
          ['loaded', says('loaded', counts?.loaded)],
          ...(modes !== undefined && (modes.listening > 0 || params.state === 'listening')
            ? [['listening', says('listening', modes.listening)] as const]
            : []),
          ...(modes !== undefined && (modes.proposed > 0 || params.state === 'proposed')
            ? [['proposed', says('proposed', modes.proposed)] as const]
            : []),
          ['asleep', says('asleep', counts?.asleep)],
          ['refused', says('refused', counts?.refused)],
          ...(counts !== undefined && counts.others > 0 ? [['other', says('other', counts.others)] as const] : []),
        ]}
        choose={(state) => {
          const { state: _, ...kept } = params
          ask(state === 'all' ? kept : { ...kept, state })
        }}
      />
      <span className="filter">
        <input
          ref={box}
          type="search"
          aria-label={t('rules.filter')}
          placeholder={t('rules.filter')}
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
      <p className="faint">{t(`rules.${params.state ?? 'all'}Says`)}</p>
    </div>
  )
}

type RuleState = NonNullable<RulesParams['state']>

function total({ loaded, asleep, refused, others }: RulePage['counts']): number {
  return loaded + asleep + refused + others
}
