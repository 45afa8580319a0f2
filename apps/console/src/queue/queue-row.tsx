import { Link } from '@tanstack/react-router'
import type { Incident } from '@tocsin/event'
import type { IncidentId } from '@tocsin/kit'
import type { MouseEvent } from 'react'
import type { IncidentWork } from '../api/contract.ts'
import { MomentColumn } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { RealmMark } from '../design/realm-mark.tsx'
import { SeverityMark } from '../design/severity-mark.tsx'
import { Told } from '../design/told.tsx'
import { Owner } from '../desk/owner.tsx'
import { useWords } from '../words/use-words.ts'

interface QueueRowProps {
  readonly incident: Incident
  readonly lines: 'two' | 'one'
  readonly current: boolean
  readonly work: IncidentWork | undefined
  readonly selected: boolean
  choose(id: string): void
  select(id: IncidentId): void
}

/** One incident of the queue: a link to its page, which a plain click peeks at instead. */
export function QueueRow({ incident, lines, current, work, selected, choose, select }: QueueRowProps) {
  const { t, format } = useWords()
  const peek = (event: MouseEvent) => {
    // A click without a pointer is Enter on the focused link: it opens.
    if (event.detail === 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    choose(incident.id)
  }
  const { id, severity, realm, about, findings, techniques } = incident
  return (
    <>
      <Link
        id={`row-${id}`}
        className={`row${lines === 'one' ? ' calm' : ''}${selected ? ' picked' : ''}`}
        to="/incidents/$id"
        params={{ id }}
        aria-current={current ? 'true' : undefined}
        activeProps={{}}
        onClick={peek}
      >
        <span className="how">
          <SeverityMark severity={severity} />
          <RealmMark realm={realm} />
        </span>
        <span className="txt">
          <span className="t">
            <Told words={incident.story} names={about === undefined ? [] : [about]} />
          </span>
          <span className="m">
            {[
              id,
              ...(about === undefined ? [] : [printable(about.value)]),
              ...techniques.slice(0, 3).map((technique) => technique.id),
            ].join(' · ')}
          </span>
        </span>
        <span className="num count">
          {format.count(findings)} <span className="unit">{t('queue.unit', { count: findings })}</span>
        </span>
        <MomentColumn time={incident.first} />
        <MomentColumn time={incident.last} />
        <Owner work={work} />
      </Link>
      <span className="pick">
        <input type="checkbox" aria-label={t('queue.select', { id })} checked={selected} onChange={() => select(id)} />
      </span>
    </>
  )
}
