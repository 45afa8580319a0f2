import './incident.css'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { Finding, Incident } from '@tocsin/event'
import { useMemo } from 'react'
import { useHand } from '../actions/desk.ts'
import { ApiFailure } from '../api/client.ts'
import { incidentQuery } from '../api/queries.ts'
import { useTitle } from '../app/use-title.ts'
import { FindingCard } from '../design/finding-card.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { Told } from '../design/told.tsx'
import { useWorkHand } from '../desk/work-hand.ts'
import { askWhy } from '../people/asking.ts'
import { isPseudonym } from '../people/pseudonym.ts'
import { useHeld } from '../people/use-held.ts'
import { byStrength } from '../queue/strongest.ts'
import { QuietHere } from '../quiet/quiet-here.tsx'
import { useWords } from '../words/use-words.ts'
import { Facts } from './facts.tsx'
import { Frames } from './frames.tsx'
import { IncidentTop } from './incident-top.tsx'
import { Side } from './side.tsx'
import { Timeline } from './timeline.tsx'

/** One incident on one page: its story, facts, timeline, and evidence to the byte. */
export function IncidentPage() {
  const { t } = useWords()
  const { id } = useParams({ from: '/inside/incidents/$id' })
  const navigate = useNavigate()
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(incidentQuery(id))
  const findings = useMemo(() => data?.pages.flatMap((page) => page.findings) ?? [], [data])
  const incident = data?.pages[0]?.incident
  useTitle(id)
  useHand('page', {
    back: () => void navigate({ to: '/queue', search: { sel: id } }),
    print: () => window.print(),
  })
  if (error instanceof ApiFailure && error.kind === 'missing') {
    return (
      <div className="pad">
        <Empty says={t('incident.missing', { id })}>{t('incident.missingFix')}</Empty>
      </div>
    )
  }
  if (incident === undefined) {
    return (
      <div className="pad">{error === null ? <Loading /> : <Failed error={error} retry={() => void refetch()} />}</div>
    )
  }
  return (
    <Opened
      incident={incident}
      findings={findings}
      more={hasNextPage ? { busy: isFetchingNextPage, read: () => void fetchNextPage() } : undefined}
    />
  )
}

/** Who told of it, where a person did. */
function toldBy(findings: readonly Finding[]): string | undefined {
  const told = findings.find(({ detector }) => detector.kind === 'person')
  const field = told?.evidence.flatMap(({ matched }) => matched).find((one) => one.field === 'told_by')
  return typeof field?.value === 'string' ? field.value : undefined
}

interface OpenedProps {
  readonly incident: Incident
  readonly findings: readonly Finding[]
  readonly more: { readonly busy: boolean; read(): void } | undefined
}

function Opened({ incident, findings, more }: OpenedProps) {
  const { t, format, zone } = useWords()
  const hand = useWorkHand(useMemo(() => [incident.id], [incident.id]))
  useHand('work', hand)
  const held = useHeld()
  const { about } = incident
  // Whom it is about, or else the first person that its findings name and that is not revealed yet.
  const named = [...(about === undefined ? [] : [about]), ...findings.flatMap(({ observables }) => observables)]
  const veiled = named.find(({ value }) => isPseudonym(value) && !held.has(value))?.value
  const ask = () => veiled !== undefined && askWhy({ what: 'person', pseudonym: veiled, incident: incident.id })
  useHand('person', veiled === undefined ? undefined : { reveal: ask })
  return (
    <div className={incident.realm === 'real' ? 'two' : 'two hatched'}>
      <div className="pad incident">
        <IncidentTop incident={incident} hand={hand} by={toldBy(findings)} />
        <h1 className="story">
          <Told words={incident.story} names={incident.about === undefined ? [] : [incident.about]} />
        </h1>
        <QuietHere incident={incident.id} />
        <Facts incident={incident} findings={findings} />
        {findings.length > 0 && (
          <section>
            <h2 className="sec">
              {t('incident.timeline')}{' '}
              <span>
                {format.day(incident.last)},{' '}
                {zone === 'utc' ? t('time.utc') : t('time.zone', { zone: format.zone(incident.last) })},{' '}
                {t('incident.timelineSays')}
              </span>
            </h2>
            <Timeline id={incident.id} findings={findings} />
          </section>
        )}
        <section>
          <h2 className="sec">
            {t('incident.evidence')} <span>{t('incident.evidenceSays')}</span>
            <span className="end">
              {t('incident.shown', { shown: format.count(findings.length), total: format.count(incident.findings) })}
            </span>
          </h2>
          {byStrength(findings).map((finding) => (
            <FindingCard key={finding.id} finding={finding} about={incident.about}>
              <Frames finding={finding} incident={incident.id} />
            </FindingCard>
          ))}
          {more !== undefined && (
            <button type="button" className="further" aria-busy={more.busy} onClick={more.read}>
              {t('incident.showMore')}
            </button>
          )}
        </section>
      </div>
      <Side incident={incident} findings={findings} />
    </div>
  )
}
