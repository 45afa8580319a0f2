import { Link } from '@tanstack/react-router'
import type { Incident } from '@tocsin/event'
import { KeyCaps } from '../design/key-caps.tsx'
import { Moment } from '../design/moment.tsx'
import { RealmMark } from '../design/realm-mark.tsx'
import { SeverityMark } from '../design/severity-mark.tsx'
import { useWords } from '../words/use-words.ts'

export function IncidentTop({ incident }: { readonly incident: Incident }) {
  const { t } = useWords()
  return (
    <div className="inc-top">
      <SeverityMark severity={incident.severity} />
      <RealmMark realm={incident.realm} />
      <b className="id">{incident.id}</b>
      <span className="faint">
        {t('incident.opened')} <Moment time={incident.opened} />
      </span>
      <span className="acts">
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
