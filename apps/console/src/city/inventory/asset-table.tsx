import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { assetKindDefaults, assetKindNames } from '@tocsin/city'
import { type CSSProperties, type RefObject, useEffect } from 'react'
import { printable } from '../../design/printable.ts'
import { useWords } from '../../words/use-words.ts'
import { type ColumnName, type Sortable, sortable, widths } from './columns.ts'
import type { TableAsset } from './inventory-api.ts'
import { valueText } from './value-text.ts'

interface AssetTableProps {
  readonly assets: readonly TableAsset[]
  /** All that answer; of them these have come. */
  readonly count: number
  readonly columns: readonly ColumnName[]
  readonly sort: string | undefined
  /** The row where the keys are. */
  readonly at: number
  readonly chosen: ReadonlySet<string> | 'all'
  readonly box: RefObject<HTMLDivElement | null>
  /** Absent where nothing can be changed. */
  readonly select: ((id: string) => void) | undefined
  sortBy(name: Sortable): void
  /** The end of what has come is in view. */
  reached(): void
}

const rowHigh = 44

/** Assets as rows that are drawn only where they are seen. */
export function AssetTable(props: AssetTableProps) {
  const { assets, count, columns, sort, at, chosen, box, select, sortBy, reached } = props
  const { t } = useWords()
  const virtual = useVirtualizer({
    count: assets.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHigh,
    getItemKey: (index) => assets[index]?.id ?? index,
    overscan: 12,
    scrollPaddingStart: 34,
  })
  const drawn = virtual.getVirtualItems()
  const last = drawn.at(-1)?.index ?? -1
  useEffect(() => {
    if (last >= assets.length - 20 && assets.length < count) reached()
  }, [last, assets.length, count, reached])
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [at, virtual])
  const style = {
    '--columns': [
      ...(select === undefined ? [] : ['32px']),
      'minmax(160px, 2fr)',
      ...columns.map((one) => widths[one]),
    ].join(' '),
  } as CSSProperties
  return (
    <div ref={box} className="inventory-table" style={style}>
      <table aria-rowcount={count + 1} aria-label={t('map.inventory')}>
        <thead>
          <tr className="head" aria-rowindex={1}>
            {select !== undefined && (
              <th scope="col">
                <span className="sr">{t('inventory.choose')}</span>
              </th>
            )}
            {(['name', ...columns] as const).map((name) => (
              <Head key={name} name={name} sort={sort} sortBy={sortBy} />
            ))}
          </tr>
        </thead>
        <tbody style={{ height: virtual.getTotalSize() }}>
          {drawn.map(({ index, key, start }) => {
            const asset = assets[index]
            if (asset === undefined) return null
            const isChosen = chosen === 'all' || chosen.has(asset.id)
            return (
              <tr
                key={key}
                aria-rowindex={index + 2}
                className={index === at ? 'current' : undefined}
                style={{ transform: `translateY(${start}px)`, height: rowHigh }}
              >
                {select !== undefined && (
                  <td>
                    <label className="pick-row">
                      <span className="sr">{t('inventory.chooseIt', { name: printable(asset.name) })}</span>
                      <input type="checkbox" checked={isChosen} onChange={() => select(asset.id)} />
                    </label>
                  </td>
                )}
                <td>
                  <Link to="/city/assets/$asset" params={{ asset: asset.id }} title={printable(asset.name)}>
                    {printable(asset.name)}
                  </Link>
                </td>
                {columns.map((name) => (
                  <td key={name}>
                    <Cell asset={asset} name={name} />
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Head({
  name,
  sort,
  sortBy,
}: { readonly name: 'name' | ColumnName } & Pick<AssetTableProps, 'sort' | 'sortBy'>) {
  const { t } = useWords()
  const by = sortable.find((one) => one === name)
  const now = sort ?? 'name'
  const way =
    by === undefined || now.replace(/^-/, '') !== by ? undefined : now.startsWith('-') ? 'descending' : 'ascending'
  const label = t(`inventory.column.${name}`)
  return (
    <th scope="col" aria-sort={by === undefined ? undefined : (way ?? 'none')}>
      {by === undefined ? (
        label
      ) : (
        <button type="button" className="quiet small" onClick={() => sortBy(by)}>
          {label}
          {way !== undefined && <span aria-hidden="true">{way === 'ascending' ? ' ↑' : ' ↓'}</span>}
        </button>
      )}
    </th>
  )
}

function Cell({ asset, name }: { readonly asset: TableAsset; readonly name: ColumnName }) {
  const words = useWords()
  const { t, language } = words
  const nothing = <span className="faint">{t('inventory.nothing')}</span>
  const text = (value: string | null) =>
    value === null ? nothing : <span title={printable(value)}>{printable(value)}</span>
  switch (name) {
    case 'kind': {
      const kind = assetKindNames.find((one) => one === asset.kind)
      return kind === undefined ? nothing : text(assetKindDefaults(kind).words[language])
    }
    case 'zone':
      return text(asset.zoneName)
    case 'owner':
      return text(asset.ownerName)
    case 'criticality':
      return asset.criticality === null ? nothing : text(valueText(words, 'criticality', asset.criticality, null))
    case 'identifiers':
      return asset.identifiers.length === 0 ? nothing : <Identifiers values={asset.identifiers} />
    case 'product':
      return text(asset.product)
    case 'address':
      return text(asset.address)
    case 'state':
      return text(t(`inventory.state.${asset.state}`))
    case 'odd':
      return asset.odd.length === 0 ? null : text(asset.odd.map((one) => t(`inventory.odd.${one}`)).join(', '))
  }
}

function Identifiers({ values }: { readonly values: TableAsset['identifiers'] }) {
  const all = printable(values.map(({ value }) => value).join(' '))
  return (
    <span className="wire" title={all}>
      {all}
    </span>
  )
}
