import { useQuery } from '@tanstack/react-query'
import { statusQuery } from '../api/queries.ts'
import { MomentColumn } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'

/** What of a source was refused, at the door or when it was read, with samples. */
export function SourceRefusals({ source }: { readonly source: string }) {
  const { t, format } = useWords()
  const { data: status } = useQuery(statusQuery)
  const refusals = (status?.refusals ?? []).filter((one) => one.source === source)
  return (
    <section aria-labelledby="source-refusals">
      <h2 className="sec" id="source-refusals">
        {t('oneSource.refused')} <span>{t('oneSource.refusedSays')}</span>
      </h2>
      {refusals.length === 0 && <p className="soft">{t('oneSource.refusedNone')}</p>}
      {refusals.map(({ stage, reason, count, samples }) => (
        <details key={`${stage} ${reason}`}>
          <summary>
            <span className="wire">{printable(reason)}</span>{' '}
            {t(stage === 'receive' ? 'oneSource.before' : 'oneSource.after')}, {format.count(count)}
          </summary>
          <ul className="samples">
            {samples.map(({ at, peer, excerpt }) => (
              <li key={`${at} ${peer} ${excerpt}`}>
                <MomentColumn time={at} />
                <span className="soft">{t('oneSource.sampleFrom', { peer: printable(peer) })}</span>
                <span className="wire excerpt">{excerpt === '' ? '–' : printable(excerpt)}</span>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  )
}
