import './settings.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMay } from '../api/may.ts'
import { statusQuery } from '../api/queries.ts'
import { useTitle } from '../app/use-title.ts'
import { agoText } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useNow } from '../format/now.ts'
import { useWords } from '../words/use-words.ts'
import { type HouseDays, houseDaysQuery, sourceSettingsQuery } from './settings-api.ts'
import { SettingsNav } from './settings-nav.tsx'
import { SourceForm } from './source-form.tsx'
import { type SourceRow, sourceRows } from './source-rows.ts'

/** Whose each source is, how long what it sends stays, and whether it names people. */
export function SourceSettingsPage() {
  const { t } = useWords()
  const may = useMay()
  const { source: chosen } = useSearch({ from: '/inside/settings/sources' })
  const { data: settings, error, refetch } = useQuery(sourceSettingsQuery)
  const { data: status } = useQuery(statusQuery)
  const { data: house } = useQuery({ ...houseDaysQuery, enabled: may('settings.read'), retry: false })
  const rows = sourceRows(settings ?? [], status?.sources ?? [])
  const known = [...new Set(rows.flatMap(({ department }) => department ?? []))].toSorted()
  useTitle(t('settingsPage.sources'))
  return (
    <div className="pad settings-page">
      <SettingsNav />
      <h1 className="title">{t('sourceSettings.title')}</h1>
      <p className="soft">{t('sourceSettings.says')}</p>
      <p>
        <Link to="/sources">{t('sourceSettings.health')}</Link>
      </p>
      {house !== undefined && (
        <p className="soft">
          {t('sourceSettings.house', { raw: house.rawDays, columns: house.columnDays, people: house.peopleDays })}
        </p>
      )}
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {settings === undefined && error === null && <Loading />}
      {settings !== undefined && rows.length === 0 && <Empty says={t('sources.none')}>{t('sources.noneFix')}</Empty>}
      <ul className="set-list">
        {rows.map((row) => (
          <Row key={row.source} row={row} house={house} known={known} open={row.source === chosen} />
        ))}
      </ul>
    </div>
  )
}

interface RowProps {
  readonly row: SourceRow
  readonly house: HouseDays | undefined
  readonly known: readonly string[]
  readonly open: boolean
}

/** One source; which one is open stands in the address, so that other pages lead to it. */
function Row({ row, house, known, open }: RowProps) {
  const { t } = useWords()
  const now = useNow()
  const may = useMay()
  const navigate = useNavigate()
  const show = (source: string | undefined) =>
    void navigate({ to: '/settings/sources', search: source === undefined ? {} : { source }, replace: true })
  const { source, department, rawDays, columnDays, personal, last } = row
  return (
    <li>
      <div className="row-head">
        <p>
          <b className="wire">{printable(source)}</b>
          <span className="meta">
            {last === undefined
              ? t('sourceSettings.silent')
              : t('sourceSettings.heard', { ago: agoText(t, last, now) })}
          </span>
        </p>
        <dl>
          <div>
            <dt>{t('sourceSettings.department')}</dt>
            <dd className={department === null ? 'soft' : undefined}>
              {department === null ? t('sourceSettings.nobody') : printable(department)}
            </dd>
          </div>
          <Days name={t('sourceSettings.raw')} own={rawDays} house={house?.rawDays} />
          <Days name={t('sourceSettings.columns')} own={columnDays} house={house?.columnDays} />
          <div>
            <dt>{t('sourceSettings.personal')}</dt>
            <dd className={personal === 'none' ? 'soft' : undefined}>{t(`personal.${personal}`)}</dd>
          </div>
        </dl>
        {may('source.manage') && (
          <button
            type="button"
            className="small"
            aria-expanded={open}
            aria-label={t('sourceSettings.changeIt', { source })}
            onClick={() => show(open ? undefined : source)}
          >
            {t('sourceSettings.change')}
          </button>
        )}
      </div>
      {open && may('source.manage') && (
        <SourceForm key={source} setting={row} house={house} known={known} done={() => show(undefined)} />
      )}
    </li>
  )
}

interface DaysProps {
  readonly name: string
  readonly own: number | null
  readonly house: number | undefined
}

function Days({ name, own, house }: DaysProps) {
  const { t } = useWords()
  return (
    <div>
      <dt>{name}</dt>
      <dd className={own === null ? 'soft' : undefined}>
        {own !== null
          ? t('sourceSettings.days', { count: own })
          : house === undefined
            ? t('sourceSettings.asHouse')
            : t('sourceSettings.daysHouse', { count: house })}
      </dd>
    </div>
  )
}
