import { Link } from '@tanstack/react-router'
import type { Incident } from '@tocsin/event'
import type { WorkHand } from '../actions/action.ts'
import { KeyCaps } from '../design/key-caps.tsx'
import { Moment } from '../design/moment.tsx'
import { RealmMark } from '../design/realm-mark.tsx'
import { SeverityMark } from '../design/severity-mark.tsx'
import { actorOf } from '../desk/actor.ts'
import { useWork } from '../desk/book.ts'
import { Owner } from '../desk/owner.tsx'
import { WorkActs } from '../desk/work-acts.tsx'
import { useWords } from '../words/use-words.ts'

interface IncidentTopProps {
  readonly incident: Incident
  readonly hand: WorkHand | undefined
  /** Who opened it by hand; absent where findings did. */
  readonly by: string | undefined
}

export function IncidentTop({ incident, hand, by }: IncidentTopProps) {
  const { t } = useWords()
  const work = useWork(incident.id)
  return (
    <div className="inc-top">
      <SeverityMark severity={incident.severity} />
      <RealmMark realm={incident.realm} />
      <b className="id">{incident.id}</b>
      <span className="faint">
        {by === undefined ? t('incident.opened') : t('hand.by', { who: actorOf(by, t) })}{' '}
        <Moment time={incident.opened} />
      </span>
      <span className="owned">
        <span className="faint">{t('work.owner')}</span> <Owner work={work} />
      </span>
      <span className="acts">
        <WorkActs hand={hand} size="small" />
        <Link className="btn small" to="/queue" search={{ sel: incident.id }}>
          {t('incident.back')} <KeyCaps of="page.back" />
        </Link>
        <button type="button" className="small wide-only" onClick={() => window.print()}>
          {t('incident.print')}
        </button>
      </span>
    </div>
  )
}
