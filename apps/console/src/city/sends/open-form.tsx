import { useEffect, useId, useRef, useState } from 'react'
import { post } from '../../api/client.ts'
import { printable } from '../../design/printable.ts'
import { dateIn } from '../../format/date-in.ts'
import { HouseFailure } from '../../house/house-failure.tsx'
import { dayOf, OptionalField } from '../../settings/optional-field.tsx'
import { ReasonField } from '../../settings/reason-field.tsx'
import { useWords } from '../../words/use-words.ts'
import { type Opening, type SendOrder, type SendZone, useSendsChange } from './sends-api.ts'

interface OpenFormProps {
  readonly zone: SendZone
  /** The orders by which something was sent into the zone, or was to be. */
  readonly orders: readonly SendOrder[]
  done(): void
}

const dayMs = 86_400_000
const mostDays = 365

/** Opens a zone to what Tocsin sends: to all of it or to one order, why, and until which day. */
export function OpenForm({ zone, orders, done }: OpenFormProps) {
  const { t, format } = useWords()
  const id = useId()
  const first = useRef<HTMLSelectElement>(null)
  const [chosen, setChosen] = useState(orders.length === 0 ? -1 : 0)
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState(() => dateIn(30))
  useEffect(() => first.current?.focus(), [])
  const end = dayOf(until)
  const lacks = reason.trim().length < 3 || end === null || end <= Date.now() || end > Date.now() + mostDays * dayMs
  const covers = orders[chosen]
  const open = useSendsChange(
    () =>
      post<Opening>('/sends/open', {
        zone: zone.id,
        reason: reason.trim(),
        until: end,
        covers: covers === undefined ? 'all' : { kind: covers.kind, id: covers.id },
      }),
    done,
  )
  return (
    <form
      className="panel"
      aria-label={t('sends.openOf', { zone: printable(zone.name) })}
      onSubmit={(event) => {
        event.preventDefault()
        if (!lacks) open.mutate()
      }}
      onKeyDown={({ key }) => {
        if (key === 'Escape') done()
      }}
    >
      <div className="field">
        <label htmlFor={id}>{t('sends.covers')}</label>
        <select id={id} ref={first} value={chosen} onChange={({ target }) => setChosen(Number(target.value))}>
          {orders.map((order, at) => (
            <option key={`${order.kind} ${order.id}`} value={at}>
              {t(`sends.by.${order.kind}`)} {printable(order.name ?? order.id)}
            </option>
          ))}
          <option value={-1}>{t('sends.all')}</option>
        </select>
      </div>
      <ReasonField reason={reason} set={setReason} />
      <OptionalField type="date" label={t('sends.until')} hint={t('sends.untilHint')} value={until} set={setUntil} />
      <HouseFailure error={open.error} />
      {lacks && <p className="faint">{t('sends.lacks')}</p>}
      <div className="acts">
        <button type="submit" className="primary" disabled={lacks} aria-busy={open.isPending}>
          {end === null ? t('sends.openPlain') : t('sends.openUntil', { day: format.day(end) })}
        </button>
        <button type="button" className="quiet" onClick={done}>
          {t('account.cancel')}
        </button>
      </div>
    </form>
  )
}
