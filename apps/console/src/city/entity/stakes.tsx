import { printable } from '../../design/printable.ts'
import { useWords } from '../../words/use-words.ts'
import type { Stakes as StakesOf } from '../city-api.ts'
import { harmText } from '../harm-text.ts'
import { peopleText } from '../people-text.ts'

/** Whom its loss hurts: each service with its people, what stands with fewer, and how much of it is supposed. */
export function Stakes({ stakes }: { readonly stakes: StakesOf }) {
  const { t, format } = useWords()
  const { services, people, assumedShare } = stakes
  return (
    <section>
      <h2 className="sec">
        {t('city.stakes')} <span>{t('city.stakesSays')}</span>
      </h2>
      <p className="told">
        {services.length === 0 ? harmText({ t, format }, stakes) : peopleText({ t, format }, people)}
      </p>
      <ul className="stakes">
        {services.map(({ service, name, downAfter, people: harmed, basis }) => (
          <li key={service}>
            <b>{printable(name)}</b>{' '}
            {downAfter === null
              ? t('city.byHand')
              : downAfter === 0
                ? t('city.downNow')
                : t('city.downAfter', { n: format.count(downAfter) })}
            <span className="meta">
              {peopleText({ t, format }, harmed)}
              {basis === 'assumed' ? ` · ${t('city.assumed')}` : ''}
            </span>
          </li>
        ))}
      </ul>
      {services.length > 0 && assumedShare > 0 && (
        <p className="soft">{t('entity.assumedShare', { share: format.share(assumedShare) })}</p>
      )}
    </section>
  )
}
