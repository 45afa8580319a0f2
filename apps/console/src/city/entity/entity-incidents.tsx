import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Observable } from '@tocsin/kit'
import { useMay } from '../../api/may.ts'
import { MomentColumn } from '../../design/moment.tsx'
import { printable } from '../../design/printable.ts'
import { SeverityMark } from '../../design/severity-mark.tsx'
import { Failed } from '../../design/states.tsx'
import { useWords } from '../../words/use-words.ts'
import { incidentsAbout } from './entity-api.ts'

/** The incidents about something by any of its names, the newest first; each with how many findings it has. */
export function EntityIncidents({ names }: { readonly names: readonly Observable[] }) {
  const { t, say, format } = useWords()
  const may = useMay()
  const asked = incidentsAbout(names)
  const { data, error } = useQuery({ ...asked, enabled: names.length > 0 && may('incident.read') })
  if (!may('incident.read')) return null
  const incidents = data?.incidents ?? []
  return (
    <section>
      <h2 className="sec">
        {t('entity.incidents')} <span>{t('entity.incidentsSays')}</span>
      </h2>
      {error !== null && <Failed error={error} />}
      {(names.length === 0 || (data !== undefined && incidents.length === 0)) && (
        <p className="soft">{t('entity.noIncidents')}</p>
      )}
      {incidents.length > 0 && (
        <ul className="changes">
          {incidents.map((incident) => (
            <li key={incident.id}>
              <div className="change">
                <MomentColumn time={incident.last} />
                <p>
                  <SeverityMark severity={incident.severity} />{' '}
                  <Link to="/incidents/$id" params={{ id: incident.id }}>
                    {incident.id}
                  </Link>{' '}
                  {printable(say(incident.story))}
                  <span className="meta">
                    {t('entity.findings', { count: incident.findings, n: format.count(incident.findings) })}
                  </span>
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
