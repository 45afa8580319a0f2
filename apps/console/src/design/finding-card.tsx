import { Link } from '@tanstack/react-router'
import type { Finding } from '@tocsin/event'
import { type Observable, observableKey } from '@tocsin/kit'
import type { ReactNode } from 'react'
import { useMay } from '../api/may.ts'
import { useNow } from '../format/now.ts'
import { useWords } from '../words/use-words.ts'
import { type EvidenceGroup, groupsOf } from './evidence-groups.ts'
import { Moment } from './moment.tsx'
import { ObservableLink } from './observable-link.tsx'
import { printable } from './printable.ts'
import { Proof } from './proof.tsx'
import { SeverityMark } from './severity-mark.tsx'
import { Told } from './told.tsx'

interface FindingCardProps {
  readonly finding: Finding
  /** What the page already says whom it is about. */
  readonly about?: Observable | undefined
  /** The bytes of the frames, where the page has them. */
  readonly children?: ReactNode
}

/** A detector's statement: its reason, what it is, and the fields that made it speak. */
export function FindingCard({ finding, about, children }: FindingCardProps) {
  const { t, format, say } = useWords()
  const { detector, advice, severity, time, techniques, confidence, origin, observables, events, evidence } = finding
  const may = useMay()
  const ours = detector.kind === 'sigma'
  const groups = groupsOf(evidence)
  const title = detector.says === undefined ? detector.title : say(detector.says)
  const others = observables.filter((one) => about === undefined || observableKey(one) !== observableKey(about))
  return (
    <article className="finding" id={`finding-${finding.id}`} tabIndex={-1} aria-label={t('finding.label', { title })}>
      <h3 className="told">
        <Told words={finding.reason} names={observables} />
      </h3>
      <div className="meta">
        <SeverityMark severity={severity} />
        <Moment time={time} />
        {techniques.map(({ id, name }) => (
          <span key={id}>
            <span className="id">{id}</span> {name}
          </span>
        ))}
        <span>
          {t('finding.rule')}{' '}
          {ours && may('rule.read') ? (
            <Link to="/rules/$id" params={{ id: detector.id }}>
              {printable(title)}
            </Link>
          ) : (
            printable(title)
          )}
        </span>
        <span title={t(`origin.${origin}`)}>{t('finding.confidence', { n: format.share(confidence) })}</span>
        {others.slice(0, 3).map((observable) => (
          <ObservableLink key={observableKey(observable)} observable={observable} />
        ))}
      </div>
      {advice !== undefined && (
        <p className="advice">
          <b>{t('finding.first')}</b> {printable(say(advice))}
        </p>
      )}
      {groups.slice(0, shownGroups).map((group) => (
        <EvidenceBlock key={group.events[0]?.event} group={group} />
      ))}
      {evidence.every(({ matched }) => matched.length === 0) && <p className="event">{t('finding.noMatched')}</p>}
      {(events > evidence.length || groups.length > shownGroups) && (
        <p className="event">{t('finding.rests', { count: events, n: format.count(events) })}</p>
      )}
      {ours && may('rule.manage') && (
        <p className="no-paper">
          <Link className="quieten" to="/rules/$id" params={{ id: detector.id }} search={{ except: finding.id }}>
            {t('exceptions.offer')}
          </Link>
        </p>
      )}
      {children}
    </article>
  )
}

/** Different proofs that a finding shows; its raw bytes show all. */
const shownGroups = 4

function EvidenceBlock({ group: { matched, events } }: { readonly group: EvidenceGroup }) {
  const { t, format } = useWords()
  const now = useNow()
  const may = useMay()
  const [first] = events
  const last = events.at(-1)
  if (first === undefined || last === undefined) return null
  return (
    <div className="evidence">
      <p className="event">
        {events.length === 1
          ? t('finding.event', { id: first.event })
          : t('finding.eventsFrom', {
              count: events.length,
              n: format.count(events.length),
              first: format.at(first.time, now),
              last: format.at(last.time, now),
            })}
        {events.length === 1 && (
          <>
            , <Moment time={first.time} />
          </>
        )}
        {may('event.search') && (
          <span className="no-paper">
            {' · '}
            <Link to="/search" search={{ q: `around ${first.event} 5m` }}>
              {t('finding.around')}
            </Link>
          </span>
        )}
        {first.source !== '' && ` · ${printable(first.source)}`}
      </p>
      {matched.length > 0 && <Proof matched={matched} />}
    </div>
  )
}
