import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { printable } from '../../design/printable.ts'
import { useWords } from '../../words/use-words.ts'
import type { Supplies } from '../city-api.ts'
import { misfitsOf } from './entity-api.ts'

/** What is open about something: what does not fit, and what nobody said of the services that it carries. */
export function OpenPoints({
  asset,
  questions,
}: {
  readonly asset: string
  readonly questions: Supplies['questions']
}) {
  const { t, say } = useWords()
  const { data } = useQuery(misfitsOf(asset))
  const misfits = data?.discrepancies ?? []
  return (
    <section>
      <h2 className="sec">{t('entity.open')}</h2>
      {data !== undefined && misfits.length === 0 && questions.length === 0 && (
        <p className="soft">{t('entity.nothingOpen')}</p>
      )}
      <ul className="open-points">
        {misfits.map(({ kind, value, against, other, otherName }) => (
          <li key={`${kind} ${value} ${other}`}>
            <b>{t(`learnt.kind.${kind}`)}</b> <span className="wire">{printable(value ?? '')}</span>
            {against !== null && <span className="meta">{t('learnt.against', { value: printable(against) })}</span>}
            {other !== null && (
              <Link to="/city/assets/$asset" params={{ asset: other }}>
                {t('learnt.other', { name: printable(otherName ?? other) })}
              </Link>
            )}
          </li>
        ))}
        {questions.map(({ service, about, words }) => (
          <li key={`${service} ${about}`}>
            <Link to="/city/questions">{printable(say(words))}</Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
