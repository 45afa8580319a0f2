import type { ReactNode } from 'react'
import { MomentColumn } from '../../design/moment.tsx'
import { printable } from '../../design/printable.ts'
import { ScrollX } from '../../design/scroll-x.tsx'
import { useWords } from '../../words/use-words.ts'
import type { Counted, Send, SendOrder } from './sends-api.ts'

/** What was sent, by kind. */
export function SentTable({ sends }: { readonly sends: readonly Send[] }) {
  const { t } = useWords()
  return (
    <CountedTable
      caption={t('sends.sent')}
      rows={sends.map((one) => ({ key: one.kind, what: t(`sends.kind.${one.kind}`), one }))}
    />
  )
}

/** What was not sent, since its zone is closed. */
export function RefusedTable({ refused }: { readonly refused: readonly Counted[] }) {
  const { t } = useWords()
  return (
    <CountedTable
      caption={t('sends.refused')}
      rows={refused.map((one) => ({
        key: 'refused',
        what: <span className="refused">{t('sends.notSent')}</span>,
        one,
      }))}
    />
  )
}

interface Row {
  readonly key: string
  readonly what: ReactNode
  readonly one: Counted
}

function CountedTable({ caption, rows }: { readonly caption: string; readonly rows: readonly Row[] }) {
  const { t, format } = useWords()
  return (
    <ScrollX label={caption}>
      <table className="counted">
        <thead>
          <tr>
            <th scope="col">{t('sends.what')}</th>
            <th scope="col">{t('sends.whom')}</th>
            <th scope="col">{t('sends.order')}</th>
            <th scope="col" className="num">
              {t('segmentation.times')}
            </th>
            <th scope="col">{t('segmentation.first')}</th>
            <th scope="col">{t('learnt.last')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, what, one }) => (
            <tr key={`${key} ${one.order.kind} ${one.order.id} ${one.host} ${one.address} ${one.port}`}>
              <td>{what}</td>
              <td className="wire">
                {printable(`${one.host}:${one.port}`)}
                {one.address !== null && one.address !== one.host && (
                  <div className="meta wire">{printable(one.address)}</div>
                )}
              </td>
              <td>
                {t(`sends.by.${one.order.kind}`)} <OrderName order={one.order} />
                <div className="meta">
                  {one.order.who === null
                    ? t(byHand.has(one.order.id) ? 'sends.byHand' : 'sends.configured')
                    : t('sends.givenBy', {
                        who: printable(one.order.who),
                        day: one.order.at === null ? '' : format.day(one.order.at),
                      })}
                </div>
              </td>
              <td className="num">{t('sends.times', { n: format.count(one.count) })}</td>
              <td className="first">
                <MomentColumn time={one.first} />
              </td>
              <td>
                <MomentColumn time={one.last} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}

/** What people call it where they gave it a name, and its id. */
export function OrderName({ order: { name, id } }: { readonly order: SendOrder }) {
  return (
    <>
      {name !== null && <b>{printable(name)} </b>}
      <span className="id wire">{printable(id)}</span>
    </>
  )
}

/** Orders that a person gives with a command, and no setting. */
const byHand = new Set(['rules update'])
