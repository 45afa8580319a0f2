import { Link } from '@tanstack/react-router'
import type { Finding, Incident } from '@tocsin/event'
import { type Observable, observableKey } from '@tocsin/kit'
import { useMay } from '../api/may.ts'
import { AssetsNamed, useAtStake } from '../city/at-stake.tsx'
import { ObservableLink } from '../design/observable-link.tsx'
import { printable } from '../design/printable.ts'
import { SeverityMark } from '../design/severity-mark.tsx'
import { Techniques } from '../design/techniques.tsx'
import { WorkRecord } from '../desk/work-record.tsx'
import { AskField } from '../field/ask-field.tsx'
import { useWords } from '../words/use-words.ts'
import { MergedOnes } from './merged-ones.tsx'
import { eventsOf } from './pivot.ts'
import { SimilarOnes } from './similar.tsx'
import { ThingNamed } from './thing-named.tsx'

interface SideProps {
  readonly incident: Incident
  readonly findings: readonly Finding[]
}

/** Beside the story: whom it is about, which techniques, which rules spoke. */
export function Side({ incident, findings }: SideProps) {
  const { id, about, techniques, detectors } = incident
  const { t, format, say } = useWords()
  const may = useMay()
  const others = alsoNamed(findings, [...(about === undefined ? [] : [about]), ...(incident.names ?? [])])
  const stake = useAtStake(incident, findings)
  return (
    <aside className="side" aria-label={t('incident.about')}>
      <WorkRecord id={id} />
      <AskField incident={id} />
      <SimilarOnes id={id} />
      <section>
        <h2 className="sec">
          {t('incident.about')} {about !== undefined && <span>{t('incident.aboutSays')}</span>}
        </h2>
        {about === undefined ? (
          <p className="soft">{t('peek.aboutNothing')}</p>
        ) : (
          <>
            <ObservableLink observable={about} />
            <ThingNamed incident={incident} />
            <p className="pivot-links">
              {may('event.search') && (
                <Link to="/search" search={eventsOf(about, incident)}>
                  {t('incident.itsEvents')}
                </Link>
              )}
              <Link to="/queue" search={{ about: about.value, work: 'all' }}>
                {t('incident.itsIncidents')}
              </Link>
            </p>
          </>
        )}
        <MergedOnes incident={incident} />
        {others.length > 0 && (
          <>
            <h3>{t('incident.alsoNamed')}</h3>
            <p className="chips">
              {others.map((observable) => (
                <ObservableLink key={observableKey(observable)} observable={observable} />
              ))}
            </p>
          </>
        )}
      </section>
      {stake !== undefined && (
        <section>
          <h2 className="sec">
            {t('incident.assets')} <span>{t('incident.assetsSays')}</span>
          </h2>
          <AssetsNamed stake={stake} />
        </section>
      )}
      <section>
        <h2 className="sec">
          {t('incident.techniques')} <span>{t('incident.techniquesSays')}</span>
        </h2>
        {techniques.length === 0 ? (
          <p className="soft">{t('peek.noTechniques')}</p>
        ) : (
          <Techniques techniques={techniques} />
        )}
      </section>
      <section>
        <h2 className="sec">
          {t('incident.detectors')} <span>{t('incident.detectorsSays')}</span>
        </h2>
        <ul className="detectors">
          {detectors.map(({ id: rule, title, says, severity, count }) => (
            <li key={rule}>
              <SeverityMark severity={severity} />
              <span>{printable(says === undefined ? title : say(says))}</span>
              <span className="num faint">{t('incident.times', { n: format.count(count) })}</span>
            </li>
          ))}
        </ul>
      </section>
    </aside>
  )
}

/** At most this many names beside the one that the findings share. */
const mostNames = 16

function alsoNamed(findings: readonly Finding[], shown: readonly Observable[]): readonly Observable[] {
  const names = new Map<string, Observable>()
  for (const observable of findings.flatMap(({ observables }) => observables)) {
    names.set(observableKey(observable), observable)
  }
  for (const one of shown) names.delete(observableKey(one))
  return [...names.values()].slice(0, mostNames)
}
