import { useQuery } from '@tanstack/react-query'
import type { IncidentId } from '@tocsin/kit'
import type { HistoryEntry } from '../api/contract.ts'
import { workQuery } from '../api/work.ts'
import { Moment } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { actorOf } from './actor.ts'
import { Owner } from './owner.tsx'

/** Who works on an incident, the notes for whoever comes next, and every act with who and when. */
export function WorkRecord({ id }: { readonly id: IncidentId }) {
  const { t } = useWords()
  const { data, error, refetch } = useQuery(workQuery(id))
  return (
    <section className="record">
      <h2 className="sec">{t('work.title')}</h2>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {error === null && data === undefined && <Loading />}
      {data !== undefined && (
        <>
          <p className="state-of">
            <span className="faint">{t('work.owner')}</span> <Owner work={data.work} />
          </p>
          {data.work.reason !== undefined && <p className="reason-of">{printable(data.work.reason)}</p>}
          {data.notes.length > 0 && <h3>{t('work.notes')}</h3>}
          {data.notes.map(({ version, who, at, text }) => (
            <article key={version} className="note">
              <p className="body">{text.split('\n').map(printable).join('\n')}</p>
              <p className="faint">
                {actorOf(who, t)}, <Moment time={at} />
              </p>
            </article>
          ))}
          {data.history.length > 0 && <h3>{t('work.history')}</h3>}
          <ol className="history">
            {data.history.map((entry) => (
              <Line key={entry.version} entry={entry} />
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

function Line({ entry: { kind, who, at, after } }: { readonly entry: HistoryEntry }) {
  const { t } = useWords()
  return (
    <li>
      <span>
        {kind === 'close' && after.verdict !== undefined
          ? t('work.lineJudged', {
              who: actorOf(who, t),
              what: t(`did.${kind}`),
              verdict: t(`verdict.${after.verdict}`),
            })
          : t('work.line', { who: actorOf(who, t), what: t(`did.${kind}`) })}
        {kind === 'close' && after.reason !== undefined && <small> {printable(after.reason)}</small>}
      </span>
      <span className="faint">
        <Moment time={at} />
      </span>
    </li>
  )
}
