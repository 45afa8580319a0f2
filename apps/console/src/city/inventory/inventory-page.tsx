import '../city.css'
import './inventory.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMay } from '../../api/may.ts'
import { useTitle } from '../../app/use-title.ts'
import { Empty } from '../../design/states.tsx'
import { useWords } from '../../words/use-words.ts'
import { overviewQuery } from '../city-api.ts'
import { Changes } from '../city-changes.tsx'
import { countOf, discrepanciesQuery } from '../learnt-api.ts'
import { InventoryTable } from './inventory-table.tsx'

/** Everything there is in the city as one table: narrowed, sorted, changed and exported; the address holds all of it. */
export function InventoryPage() {
  const { t, format } = useWords()
  const may = useMay()
  const { data } = useQuery(overviewQuery)
  const { data: found } = useQuery(discrepanciesQuery(undefined))
  const misfits = found === undefined ? 0 : countOf(found.counts)
  useTitle(t('map.inventory'))
  return (
    <div className="pad city inventory">
      <p>
        <Link to="/city">{t('map.title')}</Link>
      </p>
      <h1 className="title">{t('map.inventory')}</h1>
      <p className="acts">
        {may('city.manage') && <Link to="/city/import">{t('city.import')}</Link>}
        <Link to="/city/questions">
          {data === undefined || data.questions === 0
            ? t('city.questions')
            : t('city.questionsOpen', { count: data.questions, n: format.count(data.questions) })}
        </Link>
        <Link to="/city/discrepancies">
          {misfits === 0 ? t('learnt.title') : t('learnt.link', { count: misfits, n: format.count(misfits) })}
        </Link>
        <Link to="/sources/blind">{t('senses.blind')}</Link>
      </p>
      {data?.counts.assets === 0 ? (
        <Empty says={t('city.none')}>
          {may('city.manage') ? <Link to="/city/import">{t('city.noneFix')}</Link> : t('city.noneAsk')}
        </Empty>
      ) : (
        <InventoryTable />
      )}
      {may('city.manage') && data !== undefined && data.number > 0 && <Changes />}
    </div>
  )
}
