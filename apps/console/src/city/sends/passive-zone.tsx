import { useRef, useState } from 'react'
import { post } from '../../api/client.ts'
import { useMay } from '../../api/may.ts'
import { printable } from '../../design/printable.ts'
import { HouseFailure } from '../../house/house-failure.tsx'
import { useWords } from '../../words/use-words.ts'
import { OpenForm } from './open-form.tsx'
import { type Counted, type Opening, type Send, type SendOrder, type SendZone, useSendsChange } from './sends-api.ts'
import { OrderName, RefusedTable, SentTable } from './sent-table.tsx'

interface PassiveZoneProps {
  readonly zone: SendZone
  readonly sends: readonly Send[]
  readonly refused: readonly Counted[]
}

/** A zone into which nothing is sent unless its owner says so: how it stands, what came of it, and the act. */
export function PassiveZone({ zone, sends, refused }: PassiveZoneProps) {
  const { t } = useWords()
  const may = useMay()
  const [opening, setOpening] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const orders = ordersIn([...refused, ...sends])
  const mayOpen = zone.own && may('sends.open')
  return (
    <li className={zone.openings.length === 0 ? 'closed' : 'opened'}>
      <div className="row-head">
        <div>
          <h3>
            {printable(zone.name)}{' '}
            {zone.layer !== null && <small>{t(`segmentation.layers.${zone.layer as 'field'}`)}</small>}
          </h3>
          {zone.openings.length === 0 && (
            <p>
              <b className="state-word">{t('sends.closed')}</b>{' '}
              {sends.length === 0 ? t('sends.sendsNothing') : t('sends.sentBefore')}
            </p>
          )}
        </div>
        {mayOpen && !opening && (
          <button
            ref={button}
            type="button"
            className="small"
            aria-label={t('sends.openOf', { zone: printable(zone.name) })}
            onClick={() => setOpening(true)}
          >
            {t('sends.open')}
          </button>
        )}
      </div>
      {zone.openings.map((one) => (
        <OpeningRow
          key={one.id}
          opening={one}
          zone={zone}
          name={
            orders.find(({ kind, id }) => one.covers !== 'all' && kind === one.covers.kind && id === one.covers.id)
              ?.name ?? null
          }
          mayClose={mayOpen}
        />
      ))}
      {opening && (
        <OpenForm
          zone={zone}
          orders={orders}
          done={() => {
            setOpening(false)
            // Behind the form: the button is there again by then.
            requestAnimationFrame(() => button.current?.focus())
          }}
        />
      )}
      {refused.length > 0 && <RefusedTable refused={refused} />}
      {sends.length > 0 && <SentTable sends={sends} />}
    </li>
  )
}

interface OpeningRowProps {
  readonly opening: Opening
  readonly zone: SendZone
  /** Of the order that it covers. */
  readonly name: string | null
  readonly mayClose: boolean
}

function OpeningRow({ opening: { id, covers, who, at, until, reason }, zone, name, mayClose }: OpeningRowProps) {
  const { t, format } = useWords()
  const close = useSendsChange(
    () => post('/sends/close', { zone: zone.id, opening: id }),
    () => undefined,
  )
  return (
    <>
      <div className="row-head opening">
        <p>
          <b className="state-word">{t('sends.openTill', { day: format.day(until) })}</b>{' '}
          {covers === 'all' ? (
            t('sends.toAll')
          ) : (
            <>
              {t('sends.toOne')} {t(`sends.by.${covers.kind}`)} <OrderName order={{ ...covers, name }} />
            </>
          )}
          <span className="meta">
            {t('sends.openedBy', { who: printable(who), day: format.day(at) })}: {printable(reason)}
          </span>
        </p>
        {mayClose && (
          <button
            type="button"
            className="small"
            aria-label={t('sends.closeOf', { zone: printable(zone.name) })}
            aria-busy={close.isPending}
            onClick={() => close.mutate()}
          >
            {t('sends.close')}
          </button>
        )}
      </div>
      <HouseFailure error={close.error} />
    </>
  )
}

function ordersIn(rows: readonly Counted[]): readonly SendOrder[] {
  return [...new Map(rows.map(({ order }) => [`${order.kind} ${order.id}`, order])).values()]
}
