import './field.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../api/may.ts'
import { useTitle } from '../app/use-title.ts'
import { Segmented } from '../design/segmented.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { ordersQuery } from './field-api.ts'
import { OrderRow } from './order-row.tsx'

/** Work that is declared, and what was part of it. */
export function OrdersPage() {
  const { t } = useWords()
  const may = useMay()
  const [state, setState] = useState<'open' | 'over'>('open')
  const { data, error, refetch } = useQuery(ordersQuery(state))
  useTitle(t('field.orders'))
  return (
    <div className="pad equipment">
      <h1 className="title">{t('field.orders')}</h1>
      <p className="soft">{t('field.ordersSays')}</p>
      <div className="acts">
        <Segmented
          label={t('field.orders')}
          value={state}
          choices={[
            ['open', t('field.openOnes')],
            ['over', t('field.overOnes')],
          ]}
          choose={(chosen) => setState(chosen === 'over' ? 'over' : 'open')}
        />
        {may('order.manage') && <Link to="/field">{t('field.declareOn')}</Link>}
      </div>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.orders.length === 0 && <Empty says={t('field.noOrders')}>{t('field.noOrdersSays')}</Empty>}
      <ul className="orders">
        {data?.orders.map((order) => (
          <OrderRow key={order.id} order={order} />
        ))}
      </ul>
    </div>
  )
}
