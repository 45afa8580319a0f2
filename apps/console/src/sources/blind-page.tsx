import './sources.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTitle } from '../app/use-title.ts'
import { printable } from '../design/printable.ts'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { type BlindSpot, blindQuery } from './sources-api.ts'

/** What I do not see, the largest risk first. */
export function BlindPage() {
  const { t, format } = useWords()
  const { data, error, refetch } = useQuery(blindQuery)
  useTitle(t('senses.blind'))
  return (
    <div className="pad sources">
      <p>
        <Link to="/sources">{t('sources.title')}</Link>
      </p>
      <h1 className="title">{t('senses.blind')}</h1>
      <p className="soft">{t('senses.blindSays')}</p>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <ol
          className="blind"
          aria-label={t('senses.blindCount', { count: data.spots.length, n: format.count(data.spots.length) })}
        >
          {data.spots.map((spot) => (
            <Spot key={`${spot.kind} ${spot.about}`} spot={spot} />
          ))}
        </ol>
      )}
    </div>
  )
}

function Spot({ spot }: { readonly spot: BlindSpot }) {
  const { t, language, format } = useWords()
  const { kind, risk, says, fix, rules, waiting } = spot
  return (
    <li>
      <span className="st">{t(`senses.kind.${kind}`)}</span>
      <div>
        <p className="told">{printable(says[language])}</p>
        <p className="soft">{printable(fix[language])}</p>
        {rules.length > 0 && (
          <details>
            <summary>{t('senses.rules', { count: waiting, n: format.count(waiting) })}</summary>
            <ul>
              {rules.map((one) => (
                <li key={one.rule}>
                  <Link to="/rules" search={{ q: one.rule }}>
                    {printable(one.title)}
                  </Link>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      <span className="num" title={t('senses.riskSays')}>
        {t('senses.risk', { n: format.count(risk) })}
      </span>
    </li>
  )
}
