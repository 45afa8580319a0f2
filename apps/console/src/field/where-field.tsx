import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { get } from '../api/client.ts'
import type { CityAsset } from '../city/city-api.ts'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'

type Named = Pick<CityAsset, 'id' | 'name'>

/** Where work is done, seen from one thing: on it and others, in its zone, or around where it stands. */
export type WorkWhere =
  | { readonly kind: 'things'; readonly more: readonly Named[] }
  | { readonly kind: 'zone' }
  | { readonly kind: 'near'; readonly metres: number }

/** As the API takes it. */
export function whereOf(thing: CityAsset, where: WorkWhere): object {
  if (where.kind === 'zone' && thing.zone !== null) return { zone: thing.zone }
  const at = pointOf(thing)
  if (where.kind === 'near' && at !== undefined) return { at, metres: where.metres }
  const more = where.kind === 'things' ? where.more.map(({ id }) => id) : []
  return { assets: [thing.id, ...more] }
}

function pointOf({ place }: CityAsset): unknown {
  if (typeof place !== 'object' || place === null || !('kind' in place) || !('at' in place)) return undefined
  return place.kind === 'point' ? place.at : undefined
}

const reaches = [25, 50, 100, 250, 500, 1000] as const
/** As many as one order may name. */
const mostThings = 500

interface WhereFieldProps {
  readonly thing: CityAsset
  readonly where: WorkWhere
  set(where: WorkWhere): void
}

export function WhereField({ thing, where, set }: WhereFieldProps) {
  const { t, format } = useWords()
  const id = useId()
  return (
    <fieldset>
      <legend className="sr-only">{t('field.where')}</legend>
      <div className="chips">
        <Choice name={id} checked={where.kind === 'things'} choose={() => set({ kind: 'things', more: [] })}>
          {t('field.onThings')}
        </Choice>
        {thing.zone !== null && (
          <Choice name={id} checked={where.kind === 'zone'} choose={() => set({ kind: 'zone' })}>
            {t('field.inZone', { zone: printable(thing.zoneName ?? thing.zone) })}
          </Choice>
        )}
        {pointOf(thing) !== undefined && (
          <Choice name={id} checked={where.kind === 'near'} choose={() => set({ kind: 'near', metres: 50 })}>
            {t('field.around')}
          </Choice>
        )}
      </div>
      {where.kind === 'things' && (
        <OtherThings thing={thing} more={where.more} set={(more) => set({ ...where, more })} />
      )}
      {where.kind === 'near' && (
        <div className="field">
          <label htmlFor={`${id}metres`}>{t('field.within')}</label>
          <select
            id={`${id}metres`}
            value={where.metres}
            onChange={({ target }) => set({ ...where, metres: Number(target.value) })}
          >
            {reaches.map((metres) => (
              <option key={metres} value={metres}>
                {t('field.metres', { n: format.count(metres) })}
              </option>
            ))}
          </select>
        </div>
      )}
    </fieldset>
  )
}

interface ChoiceProps {
  readonly name: string
  readonly checked: boolean
  readonly children: string
  choose(): void
}

function Choice({ name, checked, children, choose }: ChoiceProps) {
  return (
    <label className="chip-choice">
      <input type="radio" name={name} checked={checked} onChange={choose} />
      <span>{children}</span>
    </label>
  )
}

interface OtherThingsProps {
  readonly thing: CityAsset
  readonly more: readonly Named[]
  set(more: readonly Named[]): void
}

/** Further things of the same order, found by name. */
function OtherThings({ thing, more, set }: OtherThingsProps) {
  const { t } = useWords()
  const id = useId()
  const [find, setFind] = useState('')
  const { data } = useQuery({
    queryKey: ['field', 'things', find],
    queryFn: ({ signal }) =>
      get<{ readonly assets: readonly CityAsset[] }>(
        `/city/assets?${new URLSearchParams({ q: find, limit: '8' })}`,
        signal,
      ),
    enabled: find.trim().length > 1,
    placeholderData: keepPreviousData,
  })
  const taken = new Set([thing.id, ...more.map((one) => one.id)])
  const found = find.trim().length > 1 ? (data?.assets ?? []).filter((one) => !taken.has(one.id)) : []
  return (
    <>
      {more.length > 0 && (
        <ul className="chips">
          {more.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                className="small"
                aria-label={t('field.without', { name: printable(one.name) })}
                onClick={() => set(more.filter((other) => other.id !== one.id))}
              >
                {printable(one.name)} ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="field">
        <label htmlFor={id}>{t('field.alsoOn')}</label>
        <input id={id} type="search" maxLength={100} value={find} onChange={({ target }) => setFind(target.value)} />
      </div>
      {found.length > 0 && more.length + 1 < mostThings && (
        <ul className="chips" aria-label={t('field.alsoOn')}>
          {found.map(({ id: one, name }) => (
            <li key={one}>
              <button
                type="button"
                className="small"
                onClick={() => {
                  set([...more, { id: one, name }])
                  setFind('')
                }}
              >
                {printable(name)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
