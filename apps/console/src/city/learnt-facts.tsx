import { useQuery } from '@tanstack/react-query'
import { MomentColumn } from '../design/moment.tsx'
import { ObservableChip } from '../design/observable-chip.tsx'
import { printable } from '../design/printable.ts'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { type Fact, factsQuery, topics } from './learnt-api.ts'

/** What records state of one thing, with who states it, how often, and when last. */
export function LearntFacts({ asset }: { readonly asset: string }) {
  const { t } = useWords()
  const { data, error, refetch } = useQuery(factsQuery(asset))
  const facts = [...(data?.facts ?? [])].sort(
    (a, b) => topics.indexOf(a.topic) - topics.indexOf(b.topic) || b.count - a.count || (a.value < b.value ? -1 : 1),
  )
  return (
    <section>
      <h2 className="sec">
        {t('learnt.facts')} <span>{t('learnt.factsSays')}</span>
      </h2>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && facts.length === 0 && <p className="soft">{t('learnt.noFacts')}</p>}
      {facts.length > 0 && (
        <ul className="changes">
          {facts.map((fact) => (
            <FactLine
              key={JSON.stringify([fact.known, fact.topic, fact.value, fact.account, fact.by, fact.source])}
              fact={fact}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

function FactLine({ fact: { known, topic, value, detail, account, by, event, last, count } }: { readonly fact: Fact }) {
  const { t, format } = useWords()
  return (
    <li>
      <div className="change">
        <MomentColumn time={last} />
        <p>
          <b>{t(`learnt.topic.${topic}`)}</b>{' '}
          {account === null ? (
            <span className="wire">{printable(topic === 'seen' ? known.value : value)}</span>
          ) : (
            <ObservableChip observable={account} />
          )}{' '}
          {printable(detail ?? '')}
          <span className="meta">
            {t('learnt.times', { count, n: format.count(count) })} · {t('learnt.by', { by: printable(by), event })}
          </span>
        </p>
      </div>
    </li>
  )
}
