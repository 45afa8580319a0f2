import { useQuery } from '@tanstack/react-query'
import { post } from '../api/client.ts'
import { MomentColumn } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { Failed } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { type CityVersion, useCityChange, versionsQuery } from './city-api.ts'

/** The last changes of the city, each with the way back. */
export function Changes() {
  const { t } = useWords()
  const { data } = useQuery(versionsQuery)
  const undo = useCityChange((number: number) => post(`/city/versions/${number}/undo`, {}))
  return (
    <section>
      <h2 className="sec">
        {t('city.changes')} <span>{t('city.changesSays')}</span>
      </h2>
      {undo.error !== null && <Failed error={undo.error} />}
      <ul className="changes">
        {data?.versions.map((version) => (
          <li key={version.number}>
            <Change version={version} />
            <button
              type="button"
              className="small"
              aria-label={t('city.undoIt', { n: version.number })}
              aria-busy={undo.isPending}
              onClick={() => undo.mutate(version.number)}
            >
              {t('city.undo')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function Change({ version }: { readonly version: CityVersion }) {
  const { t, format } = useWords()
  const { number, at, who, about, added, updated, removed } = version
  const kind =
    (['import', 'answer', 'record', 'learnt', 'undo'] as const).find((one) => one === version.kind) ?? 'record'
  return (
    <div className="change">
      <MomentColumn time={at} />
      <p>
        <b>{t(`city.changed.${kind}`, { about: printable(about) })}</b>
        <span className="meta">
          {t('city.changedBy', {
            n: number,
            who: printable(who),
            added: format.count(added),
            updated: format.count(updated),
            removed: format.count(removed),
          })}
        </span>
      </p>
    </div>
  )
}
