import type { InventoryParams } from '../../app/search-params.ts'
import { useWords } from '../../words/use-words.ts'
import { chosenIn, chosenText, type Facet, type FacetName, facetNames } from './inventory-api.ts'
import { valueText } from './value-text.ts'

interface FacetListProps {
  readonly params: InventoryParams
  readonly facets: readonly Facet[]
  narrow(name: FacetName, values: string | undefined): void
}

/** Values of one facet before "more" is opened. */
const shownValues = 8

/** What the list can be narrowed by: any values of a facet, all facets together. */
export function FacetList({ params, facets, narrow }: FacetListProps) {
  const { t } = useWords()
  return (
    <section className="facets" aria-label={t('inventory.narrow')}>
      {facetNames.map((name) => {
        const facet = facets.find((one) => one.name === name)
        const chosen = chosenIn(params[name])
        return facet === undefined || (facet.values.length === 0 && chosen.length === 0) ? null : (
          <OneFacet key={name} facet={facet} chosen={chosen} narrow={(values) => narrow(name, chosenText(values))} />
        )
      })}
    </section>
  )
}

interface OneFacetProps {
  readonly facet: Facet
  readonly chosen: readonly string[]
  narrow(values: readonly string[]): void
}

function OneFacet({ facet: { name, values, more }, chosen, narrow }: OneFacetProps) {
  const words = useWords()
  const { t, format } = words
  // What is chosen stays to be taken out, also where nothing has it any longer.
  const gone = chosen.filter((value) => !values.some((one) => one.value === value))
  const all = [...gone.map((value) => ({ value, name: null, count: 0 })), ...values]
  const first = all.filter(({ value }, at) => at < shownValues || chosen.includes(value))
  const rest = all.filter((one) => !first.includes(one))
  const box = ({ value, name: called, count }: (typeof all)[number]) => (
    <label key={value} className="facet-value">
      <input
        type="checkbox"
        checked={chosen.includes(value)}
        onChange={({ target }) => narrow(target.checked ? [...chosen, value] : chosen.filter((one) => one !== value))}
      />
      <span>{valueText(words, name, value, called)}</span>
      <span className="num faint">{format.count(count)}</span>
    </label>
  )
  return (
    <fieldset>
      <legend>{t(`inventory.facet.${name}`)}</legend>
      {first.map(box)}
      {rest.length > 0 && (
        <details>
          <summary>{t('inventory.moreValues', { n: format.count(rest.length + more) })}</summary>
          {rest.map(box)}
          {more > 0 && <p className="faint">{t('inventory.leftValues', { n: format.count(more) })}</p>}
        </details>
      )}
    </fieldset>
  )
}
