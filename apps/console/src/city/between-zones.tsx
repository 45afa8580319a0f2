import { useQuery } from '@tanstack/react-query'
import { printable } from '../design/printable.ts'
import { Failed } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { FlowTable } from './flow-table.tsx'
import { type ConduitBetween, flowsBetween, type ZonePair } from './segmentation-api.ts'

interface BetweenProps {
  readonly title: string
  readonly from: string
  readonly to: string
  readonly pair: ZonePair | undefined
}

/** What is meant from one zone to another, and what was seen. */
export function BetweenZones({ title, from, to, pair }: BetweenProps) {
  const { t, format } = useWords()
  const { data, error, refetch } = useQuery(flowsBetween(from, to))
  return (
    <section aria-label={title}>
      <h2 className="sec">{title}</h2>
      <ul className="conduits">
        {(pair?.conduits ?? []).map((conduit) => (
          <li key={conduit.id}>
            <b>{printable(conduit.name)}</b> <span className="wire">{spoken(conduit)}</span>{' '}
            <span className="faint">
              {conduit.encryption === null
                ? t('segmentation.encryptionUnknown')
                : t('segmentation.encrypted', { by: printable(conduit.encryption) })}
            </span>
          </li>
        ))}
      </ul>
      {(pair?.conduits.length ?? 0) === 0 && (
        <p className="soft">{t(from === to ? 'segmentation.inside' : 'segmentation.noConduit')}</p>
      )}
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data?.flows.length === 0 && <p className="soft">{t('segmentation.noFlow')}</p>}
      {data !== undefined && data.flows.length > 0 && <FlowTable flows={data.flows} />}
      {data !== undefined && data.count > data.flows.length && (
        <p className="soft">{t('learnt.more', { n: format.count(data.flows.length) })}</p>
      )}
    </section>
  )
}

function spoken({ protocol, ports }: ConduitBetween): string {
  const numbers = ports.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`)).join(', ')
  return printable([protocol ?? '', numbers].filter((part) => part !== '').join(' '))
}
