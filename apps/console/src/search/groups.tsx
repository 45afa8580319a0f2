import { useQuery } from '@tanstack/react-query'
import { bucketOf, type Search } from '@tocsin/query'
import { Empty, Failed } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { type Asked, groupsQuery } from './ask.ts'
import type { Pivot } from './event-open.tsx'
import { GroupTable } from './group-table.tsx'
import { Searching } from './searching.tsx'
import { isSeries } from './series.ts'
import { SeriesTable } from './series-table.tsx'

interface GroupsProps {
  readonly search: Search
  readonly asked: Asked
  readonly pivot: Pivot
  readonly cancel: () => void
}

/** Rows of groups that one table shows, and that the store gives where the text does not say. */
const mostGroups = 1000
const mostTimes = 10_000

export function Groups({ search, asked, pivot, cancel }: GroupsProps) {
  const { t, format } = useWords()
  const { data, error, refetch, fetchStatus } = useQuery(groupsQuery(asked))
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />
  if (data === undefined) return <Searching stopped={fetchStatus === 'idle'} cancel={cancel} again={refetch} />
  const { rows } = data
  if (rows.length === 0) return <Empty says={t('search.none')}>{t('search.noneFix')}</Empty>
  const cut = search.top === undefined && rows.length >= (search.over === undefined ? mostGroups : mostTimes)
  const seconds = search.over?.seconds ?? bucketOf(asked.time)
  return (
    <section className="found">
      <h2 className="sec">
        <b role="status">
          {t('search.groups', {
            count: rows.length,
            n: format.count(rows.length),
            took: format.count(Math.round(data.took)),
          })}
        </b>
        {cut && <span>{t('search.groupsCut')}</span>}
      </h2>
      {isSeries(search) ? (
        <SeriesTable search={search} rows={rows} seconds={seconds} time={timeOf(rows, seconds, asked)} pivot={pivot} />
      ) : (
        <GroupTable search={search} rows={rows.slice(0, mostGroups)} pivot={pivot} />
      )}
    </section>
  )
}

/** The ruler: what was asked for, or what there is of it where all that is kept was asked for. */
function timeOf(
  rows: readonly { readonly key1?: unknown }[],
  seconds: number,
  { time }: Asked,
): readonly [number, number] {
  if (time[0] > 0) return time
  const starts = rows.map(({ key1 }) => Number(key1))
  const first = starts.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY)
  const last = starts.reduce((most, at) => Math.max(most, at), 0)
  return [Math.max(time[0], first), Math.max(first + seconds * 1000, Math.min(time[1], last + seconds * 1000))]
}
