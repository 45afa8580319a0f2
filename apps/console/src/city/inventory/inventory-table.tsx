import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useHand } from '../../actions/desk.ts'
import { post } from '../../api/client.ts'
import { useMay } from '../../api/may.ts'
import type { InventoryParams } from '../../app/search-params.ts'
import { useMedia } from '../../app/use-media.ts'
import { Failed, Loading } from '../../design/states.tsx'
import { useWords } from '../../words/use-words.ts'
import { useCityChange } from '../city-api.ts'
import { AssetTable } from './asset-table.tsx'
import { BulkEdit, type Edited } from './bulk-edit.tsx'
import { columnNames, columnsIn, columnsText, sortNext } from './columns.ts'
import { ExportList } from './export-list.tsx'
import { FacetList } from './facet-list.tsx'
import { askedOf, facetNames, tableQuery } from './inventory-api.ts'
import { InventoryViews } from './inventory-views.tsx'

/** The table with what narrows it, what is chosen in it, and what can be done with that. */
export function InventoryTable() {
  const { t, format } = useWords()
  const may = useMay()
  const params: InventoryParams = useSearch({ from: '/inside/city/inventory' })
  const go = useNavigate({ from: '/city/inventory' })
  const field = useRef<HTMLInputElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const wide = useMedia('(min-width: 1000px)')
  const [at, setAt] = useState(-1)
  const [chosen, setChosen] = useState<ReadonlySet<string> | 'all'>(new Set())
  const [editing, setEditing] = useState(false)
  const [made, setMade] = useState<Edited>()
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(tableQuery(params))
  const assets = useMemo(() => data?.pages.flatMap((page) => page.assets) ?? [], [data])
  const count = data?.pages[0]?.count ?? 0
  const facets = data?.pages[0]?.facets ?? []
  const columns = columnsIn(params.columns)
  const change = (some: { readonly [_ in keyof InventoryParams]?: InventoryParams[_] | undefined }) => {
    setAt(-1)
    setChosen(new Set())
    void go({ search: (before) => ({ ...before, ...some }) as InventoryParams, replace: true, resetScroll: false })
  }
  const reached = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const select = (id: string) =>
    setChosen((before) => {
      const next = new Set(before === 'all' ? assets.map((one) => one.id) : before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  const manages = may('city.manage')
  const current = assets[at]
  useHand('list', {
    move: (by) => setAt((now) => Math.max(0, Math.min(assets.length - 1, now + by))),
    open: () => {
      if (current !== undefined) void go({ to: '/city/assets/$asset', params: { asset: current.id } })
    },
    close: at === -1 ? undefined : () => setAt(-1),
    fresh: undefined,
    select: manages && current !== undefined ? () => select(current.id) : undefined,
    selectAll: manages ? () => setChosen('all') : undefined,
  })
  useHand('filter', { focus: () => field.current?.focus() })

  const asked = askedOf(params)
  const narrowed = Object.keys(asked).length > 0
  const many = chosen === 'all' ? count : chosen.size
  const facetList = <FacetList params={params} facets={facets} narrow={(name, values) => change({ [name]: values })} />
  return (
    <section aria-label={t('map.inventory')}>
      <div className="inventory-bar">
        <div className="field">
          <label htmlFor="inventory-q">{t('city.find')}</label>
          <input
            id="inventory-q"
            ref={field}
            type="search"
            defaultValue={params.q ?? ''}
            key={params.q ?? ''}
            onKeyDown={({ key, currentTarget }) => {
              if (key === 'Enter')
                change({ q: currentTarget.value.trim() === '' ? undefined : currentTarget.value.trim() })
            }}
            onBlur={({ currentTarget }) => {
              const next = currentTarget.value.trim()
              if (next !== (params.q ?? '')) change({ q: next === '' ? undefined : next })
            }}
          />
        </div>
        <p className="count" role="status">
          {t('inventory.count', { count, n: format.count(count) })}
        </p>
        {narrowed && (
          <button
            type="button"
            className="small"
            onClick={() => change(Object.fromEntries(['q', ...facetNames].map((name) => [name, undefined])))}
          >
            {t('inventory.all')}
          </button>
        )}
        <span className="acts">
          <InventoryViews asked={new URLSearchParams({ ...asked, ...kept(params) }).toString()} />
          <details className="picker">
            <summary>{t('inventory.columns')}</summary>
            <div>
              {columnNames.map((name) => (
                <label key={name} className="facet-value">
                  <input
                    type="checkbox"
                    checked={columns.includes(name)}
                    onChange={({ target }) =>
                      change({
                        columns: columnsText(
                          columnNames.filter((one) => (one === name ? target.checked : columns.includes(one))),
                        ),
                      })
                    }
                  />
                  <span>{t(`inventory.column.${name}`)}</span>
                </label>
              ))}
            </div>
          </details>
          <ExportList params={params} count={count} />
        </span>
      </div>
      {manages && (
        <div className="inventory-chosen">
          <button type="button" className="small" onClick={() => setChosen(many > 0 ? new Set() : 'all')}>
            {many > 0 ? t('inventory.chooseNone') : t('inventory.chooseAll', { count, n: format.count(count) })}
          </button>
          {many > 0 && (
            <>
              <span role="status">
                {chosen === 'all'
                  ? t('inventory.allChosen', { count: many, n: format.count(many) })
                  : t('inventory.chosen', { count: many, n: format.count(many) })}
              </span>
              <button type="button" className="small primary" onClick={() => setEditing(true)}>
                {t('inventory.change')}
              </button>
            </>
          )}
          {made !== undefined && made.version !== null && (
            <Made made={made} version={made.version} undone={() => setMade(undefined)} />
          )}
        </div>
      )}
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <div className="inventory-split">
          {wide ? (
            facetList
          ) : (
            <details className="narrow">
              <summary>{t('inventory.narrow')}</summary>
              {facetList}
            </details>
          )}
          {count === 0 ? (
            <p className="soft">{t('city.noneFound')}</p>
          ) : (
            <AssetTable
              assets={assets}
              count={count}
              columns={columns}
              sort={params.sort}
              at={at}
              chosen={chosen}
              box={box}
              select={manages ? select : undefined}
              sortBy={(name) => change({ sort: sortNext(params.sort, name) })}
              reached={reached}
            />
          )}
        </div>
      )}
      {editing && (
        <BulkEdit
          about={chosen === 'all' ? { query: asked } : { assets: [...chosen] }}
          count={many}
          end={() => setEditing(false)}
          done={(edited) => {
            setEditing(false)
            setChosen(new Set())
            setMade(edited)
          }}
        />
      )}
    </section>
  )
}

/** What was said of many, until somebody goes on; with the way back. */
function Made({ made, version, undone }: { readonly made: Edited; readonly version: number; undone(): void }) {
  const { t, format } = useWords()
  const undo = useCityChange(() => post(`/city/versions/${version}/undo`, {}))
  return (
    <>
      <span role="status">
        {t('inventory.made', { count: made.changed, n: format.count(made.changed), version: format.count(version) })}
      </span>
      <button
        type="button"
        className="small"
        aria-busy={undo.isPending}
        onClick={() => undo.mutate(undefined, { onSuccess: undone })}
      >
        {t('city.undo')}
      </button>
      {undo.error !== null && <Failed error={undo.error} />}
    </>
  )
}

function kept({ sort, columns }: InventoryParams): Readonly<Record<string, string>> {
  return { ...(sort === undefined ? {} : { sort }), ...(columns === undefined ? {} : { columns }) }
}
