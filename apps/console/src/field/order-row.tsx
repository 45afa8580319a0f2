import { Link } from '@tanstack/react-router'
import { post } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { printable } from '../design/printable.ts'
import { Failed } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { dayAndClock } from './day-and-clock.ts'
import { useFieldChange, type WorkOrder } from './field-api.ts'

/** One work order: what, who, where, until when, what it may look like, and what was part of it. */
export function OrderRow({ order }: { readonly order: WorkOrder }) {
  const { t, format } = useWords()
  const may = useMay()
  const end = useFieldChange((id: string) => post(`/orders/${id}/end`, {}))
  const { id, name, what, who, acts, from, until, state, count, assets, incidents, ended, departments, backdated } =
    order
  return (
    <li>
      <p className="thing-name">
        <b>{printable(name)}</b> <span>{printable(what)}</span>
      </p>
      <p className="meta">
        {printable(who)} · {dayAndClock(format, from)} – {dayAndClock(format, until)} · {t(`field.orderState.${state}`)}
        {departments.length > 0 && ` · ${departments.map((one) => printable(one)).join(', ')}`}
      </p>
      {backdated === true && <p className="meta">{t('field.backdated')}</p>}
      <p className="meta">
        {assets
          .slice(0, 3)
          .map(({ name: thing }) => printable(thing))
          .join(', ')}
        {count > 3 && ` ${t('field.andMore', { n: format.count(count - 3) })}`} ·{' '}
        {acts.map((act) => t(`field.act.${act}`)).join(', ')}
      </p>
      {ended?.why === 'not-us' && <p className="said-no">{t('field.endedNotUs')}</p>}
      {incidents.map((one) => (
        <p key={one.id}>
          <Link to="/incidents/$id" params={{ id: one.id }}>
            {t(one.folded ? 'field.folded' : 'field.unfolded', { count: one.findings, id: one.id })}
          </Link>
        </p>
      ))}
      {state !== 'over' && may('order.manage') && (
        <button type="button" className="small" aria-busy={end.isPending} onClick={() => end.mutate(id)}>
          {t('field.end')}
        </button>
      )}
      {end.error !== null && <Failed error={end.error} />}
    </li>
  )
}
