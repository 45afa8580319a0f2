import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'
import { counted, countsByPerson } from './counts.ts'
import { summaryDays, summaryQuery } from './people-api.ts'

/** How often each person looked: a habit shows that no single act tells. */
export function ByPerson() {
  const { t, format } = useWords()
  const { data } = useQuery(summaryQuery(summaryDays))
  const rows = countsByPerson(data?.acts ?? [])
  if (rows.length === 0) return null
  return (
    <section>
      <h2 className="sec">
        {t('privacy.byPerson')} <span>{t('privacy.byPersonSays', { n: format.count(summaryDays) })}</span>
      </h2>
      <table className="by-person">
        <thead>
          <tr>
            <th scope="col">{t('privacy.who')}</th>
            {counted.map(([name]) => (
              <th key={name} scope="col" className="num">
                {t(`privacy.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ who, counts }) => (
            <tr key={who}>
              <td>
                <Link to="/privacy" search={{ who }}>
                  {printable(who)}
                </Link>
              </td>
              {counted.map(([name], index) => (
                <td key={name} className="num">
                  <i className="on-phone">{t(`privacy.${name}`)}</i> {format.count(counts[index] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
