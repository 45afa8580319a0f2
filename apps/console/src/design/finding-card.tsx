import type { Evidence, Finding } from '@tocsin/event'
import { type Observable, observableKey } from '@tocsin/kit'
import type { ReactNode } from 'react'
import { useWords } from '../words/use-words.ts'
import { Moment } from './moment.tsx'
import { ObservableChip } from './observable-chip.tsx'
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
  const { t, format } = useWords()
  const { detector, severity, time, techniques, confidence, origin, observables, events, evidence } = finding
  const others = observables.filter((one) => about === undefined || observableKey(one) !== observableKey(about))
  return (
    <article className="finding" id={`finding-${finding.id}`} tabIndex={-1} aria-label={t('finding.label', detector)}>
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
          {t('finding.rule')} {printable(detector.title)}
        </span>
        <span title={t(`origin.${origin}`)}>{t('finding.confidence', { n: format.share(confidence) })}</span>
        {others.slice(0, 3).map((observable) => (
          <ObservableChip key={observableKey(observable)} observable={observable} />
        ))}
      </div>
      {evidence.slice(0, shownEvents).map((one) => (
        <EvidenceBlock key={one.event} evidence={one} alone={evidence.length === 1} />
      ))}
      {evidence.every(({ matched }) => matched.length === 0) && <p className="event">{t('finding.noMatched')}</p>}
      {events > Math.min(shownEvents, evidence.length) && (
        <p className="event">
          {t('finding.rests', { count: events, n: format.count(events) })},{' '}
          {t('finding.listed', { listed: Math.min(shownEvents, evidence.length), total: format.count(events) })}
        </p>
      )}
      {children}
    </article>
  )
}

/** Events that a finding shows before its bytes are asked for. */
const shownEvents = 3

function EvidenceBlock({ evidence, alone }: { readonly evidence: Evidence; readonly alone: boolean }) {
  const { t } = useWords()
  return (
    <div className="evidence">
      {(!alone || evidence.matched.length === 0) && (
        <p className="event">
          {t('finding.event', { id: evidence.event })} · <Moment time={evidence.time} /> · {printable(evidence.source)}
        </p>
      )}
      {evidence.matched.length > 0 && <Proof matched={evidence.matched} />}
      {alone && evidence.matched.length > 0 && (
        <p className="event">
          {t('finding.event', { id: evidence.event })} · {printable(evidence.source)}
        </p>
      )}
    </div>
  )
}
