import { type Field, searchFields } from '@tocsin/query'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'
import { FieldPicker } from './field-picker.tsx'
import { usualFacets } from './fields-shown.ts'
import { conditionFor, type Narrowing } from './refine.ts'
import type { Facet } from './shapes.ts'

interface FacetsProps {
  readonly facets: readonly Facet[]
  readonly chosen: readonly Field[]
  readonly choose: (fields: readonly Field[]) => void
  readonly narrow: (condition: string, how: Narrowing) => void
  /** They are of the question before: they may lead nowhere, and are not to be chosen. */
  readonly stale: boolean
}

/** The most frequent values of chosen fields; each narrows the search to itself, or to the rest. */
export function Facets({ facets, chosen, choose, narrow, stale }: FacetsProps) {
  const { t } = useWords()
  return (
    <section className="facets" aria-label={t('search.facets')}>
      {facets
        // What nobody chose and nothing has is left out
        .filter(({ field, values }) => chosen.includes(field) && (chosen !== usualFacets || values.length > 0))
        .map((facet) => (
          <FacetOf
            key={facet.field}
            facet={facet}
            narrow={narrow}
            stale={stale}
            remove={() => choose(chosen.filter((field) => field !== facet.field))}
          />
        ))}
      <FieldPicker label={t('search.facetsChoose')} chosen={chosen} choose={choose} />
    </section>
  )
}

interface FacetOfProps {
  readonly facet: Facet
  readonly narrow: FacetsProps['narrow']
  readonly stale: boolean
  readonly remove: () => void
}

function FacetOf({ facet: { field, values, more, withheld }, narrow, stale, remove }: FacetOfProps) {
  const { t, format, say } = useWords()
  const most = values.reduce((max, { count }) => Math.max(max, count), 1)
  const says = searchFields.find(({ name }) => name === field)?.says
  return (
    <section className="facet" aria-label={field}>
      <h3 title={says === undefined ? undefined : say(says)}>
        <span>{field}</span>
        <button type="button" className="quiet tiny" aria-label={t('search.facetRemove', { field })} onClick={remove}>
          ×
        </button>
      </h3>
      {withheld && <p className="faint">{t('search.withheld')}</p>}
      {!withheld && values.length === 0 && <p className="faint">{t('search.noValue')}</p>}
      <ul>
        {values.map(({ value, count }) => {
          const told = printable(String(value).slice(0, 120))
          const condition = conditionFor(field, value)
          return (
            <li key={String(value)}>
              <button
                type="button"
                className="quiet value"
                disabled={stale}
                title={t('search.onlyValue', { value: told })}
                onClick={() => narrow(condition, 'only')}
              >
                <span className="wire">{told === '' ? t('search.emptyText') : told}</span>
                <span className="num">{format.count(count)}</span>
                <i aria-hidden="true">
                  <svg width="100%" height="3" role="presentation">
                    <rect className="bar-of" width={`${Math.max(1, (count / most) * 100)}%`} height="3" />
                  </svg>
                </i>
              </button>
              <button
                type="button"
                className="quiet tiny"
                disabled={stale}
                aria-label={t('search.withoutValue', { value: told })}
                title={t('search.withoutValue', { value: told })}
                onClick={() => narrow(condition, 'without')}
              >
                −
              </button>
            </li>
          )
        })}
      </ul>
      {more && <p className="faint">{t('search.moreValues')}</p>}
    </section>
  )
}
