import './field.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../api/may.ts'
import { useTitle } from '../app/use-title.ts'
import { printable } from '../design/printable.ts'
import { SeverityMark } from '../design/severity-mark.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { dayAndClock } from './day-and-clock.ts'
import { type Equipment, equipmentQuery } from './field-api.ts'
import { OrderRow } from './order-row.tsx'

/** The home of a field engineer, made for a phone: what is open about one's equipment, what work is on, then the rest. */
export function EquipmentPage() {
  const { t, format } = useWords()
  const { data, error, refetch } = useQuery(equipmentQuery)
  const [find, setFind] = useState('')
  useTitle(t('field.mine'))
  const wanted = find.trim().toLowerCase()
  const shown = (data?.equipment ?? []).filter(({ name, address, id }) =>
    `${name} ${address ?? ''} ${id}`.toLowerCase().includes(wanted),
  )
  return (
    <div className="pad equipment">
      <h1 className="title">{t('field.mine')}</h1>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.count === 0 && <Empty says={t('field.none')}>{t('field.noneSays')}</Empty>}
      {data !== undefined && data.orders.length > 0 && (
        <section>
          <h2 className="sec">
            {t('field.orders')} <Link to="/orders">{t('field.allOrders')}</Link>
          </h2>
          <ul className="orders">
            {data.orders.slice(0, 10).map((order) => (
              <OrderRow key={order.id} order={order} />
            ))}
          </ul>
        </section>
      )}
      {data !== undefined && data.count > 0 && (
        <>
          <p className="acts">
            {data.questions > 0 && (
              <Link to="/city/questions">{t('field.openQuestions', { count: data.questions })}</Link>
            )}
          </p>
          <div className="field">
            <label htmlFor="find-mine">{t('field.find')}</label>
            <input
              id="find-mine"
              type="search"
              autoComplete="off"
              value={find}
              onChange={({ target }) => setFind(target.value)}
            />
          </div>
          <ul className="things">
            {shown.slice(0, 100).map((one) => (
              <Thing key={one.id} one={one} />
            ))}
          </ul>
          {data.count > shown.length && wanted === '' && (
            <p className="soft">{t('field.first', { n: format.count(shown.length), of: format.count(data.count) })}</p>
          )}
        </>
      )}
    </div>
  )
}

function Thing({ one }: { readonly one: Equipment }) {
  const { t, format, say } = useWords()
  const may = useMay()
  const { id, name, address, zoneName, firmware, heard, incidents, misfits, orders } = one
  return (
    <li>
      <p className="thing-name">
        <Link to="/city/assets/$asset" params={{ asset: id }}>
          {printable(name)}
        </Link>
        {may('order.manage') && (
          <Link className="declare" to="/orders/new" search={{ asset: id }}>
            {t('field.declare')}
          </Link>
        )}
      </p>
      <p className="meta">
        {[address, zoneName].flatMap((part) => (part === null ? [] : [printable(part)])).join(' · ')}
      </p>
      <p className="meta">
        {firmware === null ? t('field.noFirmware') : t('field.firmware', { firmware: printable(firmware) })}
        {' · '}
        {heard === null ? t('field.neverHeard') : t('field.heard', { when: dayAndClock(format, heard) })}
        {misfits > 0 && ` · ${t('field.misfits', { count: misfits })}`}
        {orders.length > 0 && ` · ${t('field.working')}`}
      </p>
      {incidents.map(({ id: incident, severity, story }) => (
        <p key={incident} className="open-incident">
          <SeverityMark severity={severity} />{' '}
          <Link to="/incidents/$id" params={{ id: incident }}>
            {printable(say(story))}
          </Link>
        </p>
      ))}
    </li>
  )
}
