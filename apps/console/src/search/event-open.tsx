import { Link } from '@tanstack/react-router'
import { columns as registry } from '@tocsin/event'
import { type ObservableKind, observableKey, observableOf } from '@tocsin/kit'
import { type Field, searchFields } from '@tocsin/query'
import { useState } from 'react'
import type { QueryRow } from '../api/contract.ts'
import { printable } from '../design/printable.ts'
import { isPseudonym } from '../people/pseudonym.ts'
import { useWords } from '../words/use-words.ts'
import { fieldsOf } from './event-row.ts'
import { mostShown } from './fields-shown.ts'
import { PlaceOf } from './place-of.tsx'
import { RawRecord } from './raw-record.tsx'
import { Recognised } from './recognised.tsx'
import { conditionFor, type Narrowing } from './refine.ts'

/** What can be done from an event or a value. */
export interface Pivot {
  narrow(condition: string, how: Narrowing): void
  /** Another question in the place of this one. */
  ask(text: string): void
  columns(fields: readonly Field[]): void
}

interface EventOpenProps {
  readonly row: QueryRow
  readonly columns: readonly Field[]
  readonly pivot: Pivot
}

const searchable = new Set<string>(searchFields.map(({ name }) => name))
const heads = ['source', 'realm', 'origin', 'time_quality', 'decoder'] as const
const says = new Map<string, (typeof registry)[number]['says']>(registry.map((one) => [one.name, one.says]))

/** All fields of one event; each value is a place to go on from, and the event itself too. */
export function EventOpen({ row, columns, pivot }: EventOpenProps) {
  const { t, format } = useWords()
  const id = String(row['id'])
  const host = row['device.hostname']
  const same = typeof host === 'string' ? ` ${conditionFor('device.hostname', host)}` : undefined
  return (
    <div className="event-open">
      <p className="around">
        <span className="soft">{t('search.around')}</span>
        {(['1m', '5m', '1h'] as const).map((span) => (
          <button key={span} type="button" className="small" onClick={() => pivot.ask(`around ${id} ${span}`)}>
            {`± ${span}`}
          </button>
        ))}
        {same !== undefined && (
          <button type="button" className="small" onClick={() => pivot.ask(`around ${id} 5m${same}`)}>
            {`± 5m, ${printable(String(host).slice(0, 40))}`}
          </button>
        )}
        <span className="faint id">{`id:${id}`}</span>
      </p>
      <Recognised row={row} />
      <dl className="proof">
        <div>
          <dt>{t('search.stated')}</dt>
          <dd>{format.full(Number(row['time']))}</dd>
        </div>
        {heads.map((name) => (
          <ValueLine key={name} name={name} value={row[name] ?? null} columns={columns} pivot={pivot} />
        ))}
        {fieldsOf(row)
          // Told above in words.
          .filter(([name]) => name !== 'seen')
          .map(([name]) => (
            <ValueLine key={name} name={name} value={row[name] ?? null} columns={columns} pivot={pivot} />
          ))}
      </dl>
      <RawRecord id={id} />
    </div>
  )
}

const named: Readonly<Record<string, ObservableKind>> = {
  'device.hostname': 'host',
  'device.ip': 'address',
  'src_endpoint.ip': 'address',
  'dst_endpoint.ip': 'address',
  'src_endpoint.hostname': 'host',
  'dst_endpoint.hostname': 'host',
  'actor.user.name': 'account',
  'user.name': 'account',
}

/** The way from a name in an event to all that is known of it. */
function EntityOf({ field, value }: { readonly field: string; readonly value: string }) {
  const { t } = useWords()
  const kind = named[field]
  const observable = kind === undefined ? undefined : observableOf(kind, value)
  if (observable === undefined || isPseudonym(value)) return null
  return (
    <Link className="btn small" to="/city/names/$name" params={{ name: observableKey(observable) }}>
      {t('entity.allOf', { name: printable(value) })}
    </Link>
  )
}

interface ValueLineProps extends Omit<EventOpenProps, 'row'> {
  readonly name: string
  readonly value: string | number | boolean | null
}

/** One field with its value; the value opens what can be asked of it. */
function ValueLine({ name, value, columns, pivot }: ValueLineProps) {
  const { t, say } = useWords()
  const [open, setOpen] = useState(false)
  if (value === null) return null
  const told = printable(String(value))
  const field = searchFields.find((one) => one.name === name)?.name
  const meaning = says.get(name)
  const condition = conditionFor(name, value)
  return (
    <div>
      <dt title={meaning === undefined ? undefined : say(meaning)}>{name}</dt>
      <dd>
        {searchable.has(name) && String(value).length <= 1000 ? (
          <button type="button" className="quiet value wire" aria-expanded={open} onClick={() => setOpen(!open)}>
            {told === '' ? t('search.emptyText') : told}
          </button>
        ) : (
          told
        )}{' '}
        <PlaceOf field={name} value={String(value)} />
        {open && field !== undefined && (
          <span className="pivots">
            <EntityOf field={name} value={String(value)} />
            <button type="button" className="small" onClick={() => pivot.narrow(condition, 'only')}>
              {t('search.only')}
            </button>
            <button type="button" className="small" onClick={() => pivot.narrow(condition, 'without')}>
              {t('search.without')}
            </button>
            <button type="button" className="small" onClick={() => pivot.ask(condition)}>
              {t('search.alone')}
            </button>
            <button type="button" className="small" onClick={() => pivot.ask(`${condition} | over time`)}>
              {t('search.overTime')}
            </button>
            {!columns.includes(field) && columns.length < mostShown && (
              <button type="button" className="small" onClick={() => pivot.columns([...columns, field])}>
                {t('search.columnAdd')}
              </button>
            )}
          </span>
        )}
      </dd>
    </div>
  )
}
