import { type RefObject, useEffect, useMemo, useState } from 'react'
import type { CityMapParams } from '../../app/search-params.ts'
import { printable } from '../../design/printable.ts'
import { useWords } from '../../words/use-words.ts'
import type { Places } from './places-api.ts'
import { kindWords } from './twin.tsx'

interface FiltersProps {
  readonly asked: CityMapParams
  readonly places: Places
  readonly field: RefObject<HTMLInputElement | null>
  set(some: { readonly [_ in keyof CityMapParams]?: CityMapParams[_] | undefined }): void
}

/** Milliseconds after the last letter. */
const pause = 120

/** By text, type, zone and service; the map and the list narrow together. */
export function Filters({ asked, places, field, set }: FiltersProps) {
  const { t, language } = useWords()
  const [typed, setTyped] = useState(asked.q ?? '')
  useEffect(() => setTyped(asked.q ?? ''), [asked.q])
  useEffect(() => {
    if (typed.trim() === (asked.q ?? '')) return undefined
    const wait = setTimeout(() => set({ q: typed.trim() === '' ? undefined : typed.trim(), list: 'things' }), pause)
    return () => clearTimeout(wait)
  }, [typed, asked.q, set])
  const kinds = useMemo(
    () =>
      places.kinds
        .map((kind) => [kind, kindWords(kind, language) ?? kind] as const)
        .sort(([, a], [, b]) => a.localeCompare(b, language)),
    [places.kinds, language],
  )
  const byName = (all: readonly { readonly id: string; readonly name: string }[]) =>
    all
      .map(({ id, name }) => [id, printable(name)] as const)
      .sort(([, a], [, b]) => a.localeCompare(b, language, { numeric: true }))
  const narrowed =
    asked.q !== undefined || asked.kind !== undefined || asked.zone !== undefined || asked.service !== undefined
  return (
    <div className="map-filters">
      <input
        ref={field}
        type="search"
        aria-label={t('map.find')}
        placeholder={t('map.find')}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <Choice name="kind" value={asked.kind} choices={kinds} set={set} />
      <Choice name="zone" value={asked.zone} choices={byName(places.zones)} set={set} />
      <Choice name="service" value={asked.service} choices={byName(places.services)} set={set} />
      {narrowed && (
        <button
          type="button"
          className="small"
          onClick={() => set({ q: undefined, kind: undefined, zone: undefined, service: undefined })}
        >
          {t('map.clear')}
        </button>
      )}
    </div>
  )
}

interface ChoiceProps {
  readonly name: 'kind' | 'zone' | 'service'
  readonly value: string | undefined
  readonly choices: readonly (readonly [id: string, says: string])[]
  readonly set: FiltersProps['set']
}

function Choice({ name, value, choices, set }: ChoiceProps) {
  const { t } = useWords()
  return (
    <select
      aria-label={t(`map.${name}`)}
      value={value ?? ''}
      onChange={({ target }) => set({ [name]: target.value === '' ? undefined : target.value, list: 'things' })}
    >
      <option value="">{t(`map.${name}`)}</option>
      {choices.map(([id, says]) => (
        <option key={id} value={id}>
          {says}
        </option>
      ))}
    </select>
  )
}
