import { useQuery } from '@tanstack/react-query'
import { Failed } from '../../design/states.tsx'
import { useWords } from '../../words/use-words.ts'
import { FlowTable } from '../flow-table.tsx'
import { flowsOf } from './entity-api.ts'

/** Who speaks with it, over what, since when, and whether a conduit is meant for it. */
export function Neighbours({ of }: { readonly of: Parameters<typeof flowsOf>[0] }) {
  const { t, format } = useWords()
  const { data, error } = useQuery(flowsOf(of))
  return (
    <section>
      <h2 className="sec">
        {t('entity.neighbours')} <span>{t('entity.neighboursSays')}</span>
      </h2>
      {error !== null && <Failed error={error} />}
      {data?.flows.length === 0 && <p className="soft">{t('entity.noNeighbours')}</p>}
      {data !== undefined && data.flows.length > 0 && <FlowTable flows={data.flows} />}
      {data !== undefined && data.count > data.flows.length && (
        <p className="soft">{t('learnt.more', { n: format.count(data.flows.length) })}</p>
      )}
    </section>
  )
}
