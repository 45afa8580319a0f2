import { useQuery } from '@tanstack/react-query'
import type { FindingId } from '@tocsin/kit'
import { useEffect, useId, useRef, useState } from 'react'
import { post } from '../api/client.ts'
import { findingQuery } from '../api/queries.ts'
import { printable } from '../design/printable.ts'
import { Told } from '../design/told.tsx'
import { dateIn } from '../format/date-in.ts'
import { HouseFailure } from '../house/house-failure.tsx'
import { useHeld } from '../people/use-held.ts'
import { dayOf, OptionalField } from '../settings/optional-field.tsx'
import { ReasonField } from '../settings/reason-field.tsx'
import { useWords } from '../words/use-words.ts'
import { type Offered, offeredBy, pairsOf } from './exception-fields.ts'
import { type Pairs, type RuleException, useExceptionChange } from './rule-api.ts'

interface ExceptionFormProps {
  readonly id: string
  readonly finding: string | undefined
  readonly pairs: Pairs
  /** Hears what would be taken away, so that it can be tried before it holds. */
  setPairs(pairs: Pairs): void
  done(): void
}

interface Row {
  readonly key: number
  readonly field: string
  readonly value: string | number | boolean
}

/** Asks what is no longer spoken of, why, and until when. A finding gives its fields. */
export function ExceptionForm({ id, finding, pairs, setPairs, done }: ExceptionFormProps) {
  const { t, format } = useWords()
  const { data } = useQuery({ ...findingQuery((finding ?? '') as FindingId), enabled: finding !== undefined })
  const held = useHeld()
  const offered = data === undefined ? [] : offeredBy(data.finding, held)
  const [taken, setTaken] = useState<ReadonlySet<string>>()
  const [rows, setRows] = useState<readonly Row[]>(finding === undefined ? [{ key: 0, field: '', value: '' }] : [])
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState(() => dateIn(30))
  const form = useRef<HTMLFormElement>(null)
  const usable = offered.filter(({ why }) => why === undefined)
  const chosen = taken ?? new Set(usable.map(({ field }) => field))
  const now = pairsOf([...usable.filter(({ field }) => chosen.has(field)), ...rows])
  const key = JSON.stringify(now)
  useEffect(() => setPairs(JSON.parse(key) as Pairs), [key, setPairs])
  useEffect(() => {
    if (finding !== undefined) form.current?.scrollIntoView({ block: 'start' })
  }, [finding])
  const end = dayOf(until)
  const lacks = Object.keys(pairs).length === 0 || reason.trim().length < 3 || end === null || end <= Date.now()
  const keep = useExceptionChange(
    () => post<RuleException>('/rules/exceptions', { rule: id, pairs, reason: reason.trim(), until: end }),
    done,
  )
  return (
    <form
      ref={form}
      className="panel"
      aria-label={t('exceptions.add')}
      onSubmit={(event) => {
        event.preventDefault()
        if (!lacks) keep.mutate(undefined)
      }}
    >
      <p className="soft">{t('exceptions.addSays')}</p>
      {data !== undefined && (
        <p>
          {t('exceptions.prefilled')} <Told words={data.finding.reason} names={data.finding.observables} />
        </p>
      )}
      <fieldset className="pairs">
        <legend>{t('exceptions.fields')}</legend>
        {offered.map((one) => (
          <OfferedField
            key={one.field}
            offered={one}
            taken={chosen.has(one.field)}
            take={(wanted) => {
              const next = new Set(chosen)
              if (wanted) next.add(one.field)
              else next.delete(one.field)
              setTaken(next)
            }}
          />
        ))}
        {data !== undefined && usable.length === 0 && <p className="soft">{t('exceptions.unusable')}</p>}
        {rows.map((row) => (
          <TypedField
            key={row.key}
            row={row}
            change={(next) => setRows(rows.map((one) => (one.key === row.key ? next : one)))}
            drop={() => setRows(rows.filter((one) => one.key !== row.key))}
          />
        ))}
        {rows.length + usable.length < 10 && (
          <button
            type="button"
            className="small quiet"
            onClick={() =>
              setRows([...rows, { key: Math.max(0, ...rows.map((one) => one.key)) + 1, field: '', value: '' }])
            }
          >
            {t('exceptions.another')}
          </button>
        )}
      </fieldset>
      <ReasonField reason={reason} set={setReason} />
      <div className="until">
        <OptionalField
          type="date"
          label={t('exceptions.until')}
          hint={t('exceptions.untilHint')}
          value={until}
          set={setUntil}
        />
        <p className="quick">
          {([7, 30, 90] as const).map((days) => (
            <button key={days} type="button" className="small" onClick={() => setUntil(dateIn(days))}>
              {t(days === 7 ? 'exceptions.week' : days === 30 ? 'exceptions.month' : 'exceptions.quarter')}
            </button>
          ))}
        </p>
      </div>
      <HouseFailure error={keep.error} />
      {lacks && <p className="faint">{t('exceptions.lacks')}</p>}
      <div className="acts">
        <button type="submit" className="primary" disabled={lacks} aria-busy={keep.isPending}>
          {end === null ? t('exceptions.keepPlain') : t('exceptions.keep', { day: format.day(end) })}
        </button>
        <button type="button" onClick={() => document.getElementById('trial')?.scrollIntoView({ block: 'start' })}>
          {t('exceptions.compare')}
        </button>
        <button type="button" className="quiet" onClick={done}>
          {t('account.cancel')}
        </button>
      </div>
    </form>
  )
}

interface OfferedFieldProps {
  readonly offered: Offered
  readonly taken: boolean
  take(wanted: boolean): void
}

function OfferedField({ offered: { field, value, why }, taken, take }: OfferedFieldProps) {
  const { t } = useWords()
  const id = useId()
  return (
    <div className="offered">
      <input
        id={id}
        type="checkbox"
        checked={why === undefined && taken}
        disabled={why !== undefined}
        onChange={({ target }) => take(target.checked)}
      />
      <label htmlFor={id}>
        <span className="wire">
          {field === '' ? '' : `${printable(field)} = `}
          <b>{printable(String(value))}</b>
        </span>
        {why !== undefined && <small>{t(`exceptions.${why}`)}</small>}
      </label>
    </div>
  )
}

interface TypedFieldProps {
  readonly row: Row
  change(row: Row): void
  drop(): void
}

function TypedField({ row, change, drop }: TypedFieldProps) {
  const { t } = useWords()
  const id = useId()
  const plain = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const
  return (
    <div className="typed">
      <div className="field">
        <label htmlFor={`${id}-field`}>{t('exceptions.field')}</label>
        <input
          {...plain}
          id={`${id}-field`}
          className="wire"
          maxLength={200}
          value={row.field}
          onChange={({ target }) => change({ ...row, field: target.value })}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-value`}>{t('exceptions.value')}</label>
        <input
          {...plain}
          id={`${id}-value`}
          className="wire"
          maxLength={2000}
          value={String(row.value)}
          onChange={({ target }) => change({ ...row, value: target.value })}
        />
      </div>
      <button type="button" className="small quiet" onClick={drop}>
        {t('exceptions.drop')}
      </button>
    </div>
  )
}
