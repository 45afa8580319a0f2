import type { Finding, Incident } from '@tocsin/event'
import { type AtStake, HarmText, useAtStake } from '../city/at-stake.tsx'
import { isSpared } from '../city/people-text.ts'
import { useNow } from '../format/now.ts'
import { useWords } from '../words/use-words.ts'

interface FactsProps {
  readonly incident: Incident
  readonly findings: readonly Finding[]
}

/** At most five facts. What the model of the city cannot tell is said to be unknown, never 0. */
export function Facts({ incident, findings }: FactsProps) {
  const { t, format } = useWords()
  const now = useNow()
  const surest = findings.reduce((most, { confidence }) => Math.max(most, confidence), 0)
  const { first, last } = incident
  const stake = useAtStake(incident, findings)
  return (
    <dl className="facts">
      <div>
        <dt>{t('incident.leadTime')}</dt>
        <dd className="unknown">
          {t('unknown')} <small>{t('incident.modelMissing')}</small>
        </dd>
      </div>
      <div>
        <dt>{t('incident.people')}</dt>
        {stake === undefined ? (
          <dd className="unknown">
            {t('unknown')} <small>{t('incident.modelMissing')}</small>
          </dd>
        ) : (
          <PeopleFact stake={stake} />
        )}
      </div>
      <div>
        <dt>{t('incident.findings')}</dt>
        <dd>
          {format.count(incident.findings)} <small>{t('incident.byRules', { count: incident.detectors.length })}</small>
        </dd>
      </div>
      {findings.length > 0 && (
        <div>
          <dt>{t('incident.confidence')}</dt>
          <dd>
            {format.share(surest)} <small>{t('incident.confidenceOf')}</small>
          </dd>
        </div>
      )}
      <div>
        <dt>{t('incident.lasted')}</dt>
        <dd>
          {format.span(last - first)}{' '}
          <small>{t('incident.lastedFrom', { first: format.at(first, now), last: format.at(last, now) })}</small>
        </dd>
      </div>
    </dl>
  )
}

/** People at stake as a figure, with what they would lose; unknown and nobody are words. */
function PeopleFact({ stake }: { readonly stake: AtStake }) {
  const { t, format } = useWords()
  const { people } = stake
  const small = <HarmText stake={stake} />
  if (people.kind === 'unknown') {
    return (
      <dd className="unknown">
        {t('unknown')} <small>{small}</small>
      </dd>
    )
  }
  const figure = isSpared(people)
    ? t('incident.nobody')
    : people.kind === 'partly-known'
      ? t('incident.atLeast', { n: format.count(people.atLeast) })
      : people.atLeast === people.atMost
        ? format.count(people.atMost)
        : `${format.count(people.atLeast)}–${format.count(people.atMost)}`
  return (
    <dd>
      {figure} <small>{small}</small>
    </dd>
  )
}
