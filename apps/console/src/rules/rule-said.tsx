import { Link } from '@tanstack/react-router'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'
import type { HeardCorrelation, RuleHead } from './rule-api.ts'

/** The rule's own words: why it speaks, what to do first, what is harmless; of a correlation what it hears. */
export function RuleSaid({ head }: { readonly head: RuleHead }) {
  const { t, say, language } = useWords()
  const { reason, advice, benign, falsepositives, description, correlation } = head
  const causes = language === 'fr' && benign.length > 0 ? benign : falsepositives
  return (
    <section className="said">
      <h2 className="sec">{t('rulePage.reason')}</h2>
      {reason === undefined ? (
        <p className="soft">{t('rulePage.noReason')}</p>
      ) : (
        <p className="told">
          {placesIn(say(reason)).map(({ at, text, field }) =>
            field ? (
              <span key={at} className="place">
                {printable(text)}
              </span>
            ) : (
              printable(text)
            ),
          )}
        </p>
      )}
      {correlation !== undefined && <Hears correlation={correlation} />}
      <dl className="plain told-facts">
        {advice !== undefined && (
          <div>
            <dt>{t('rulePage.advice')}</dt>
            <dd>{printable(say(advice))}</dd>
          </div>
        )}
        <div>
          <dt>{t('rulePage.benign')}</dt>
          <dd>
            {causes.length === 0 ? (
              <span className="soft">{t('rulePage.benignNone')}</span>
            ) : (
              <ul>
                {causes.slice(0, 20).map((cause) => (
                  <li key={cause}>{printable(cause)}</li>
                ))}
              </ul>
            )}
          </dd>
        </div>
        {description !== undefined && (
          <div>
            <dt>{t('rulePage.description')}</dt>
            <dd lang="en">{printable(description)}</dd>
          </div>
        )}
      </dl>
    </section>
  )
}

function Hears({ correlation }: { readonly correlation: HeardCorrelation }) {
  const { t, format } = useWords()
  const { type, rules, groupBy, timespan, condition, valueFields } = correlation
  const kind = type in kinds ? t(`rulePage.correlation.${type as keyof typeof kinds}`) : type
  return (
    <div className="hears">
      <h3>{t('rulePage.hears')}</h3>
      <ul>
        {rules.slice(0, 20).map(({ rule, title }) => (
          <li key={rule}>
            <Link to="/rules/$id" params={{ id: rule }}>
              {printable(title)}
            </Link>
          </li>
        ))}
      </ul>
      <p>
        {t('rulePage.within', {
          what: valueFields.length === 0 ? kind : `${kind} (${valueFields.map(printable).join(', ')})`,
          bounds: condition.map(({ is, than }) => `${signs[is] ?? is} ${format.count(than)}`).join(', '),
          // 1 h rather than 1 h 00.
          span: format.span(timespan).replace(/(?<=\sh) 00$/, ''),
        })}
        {groupBy.length > 0 && <>, {t('rulePage.each', { fields: groupBy.map(printable).join(', ') })}</>}
      </p>
    </div>
  )
}

const kinds = {
  ...{ event_count: 1, value_count: 1, temporal: 1, temporal_ordered: 1 },
  ...{ value_sum: 1, value_avg: 1, value_percentile: 1, value_median: 1 },
}
const signs: Readonly<Record<string, string>> = { gt: '>', gte: '≥', lt: '<', lte: '≤', eq: '=', neq: '≠' }

interface Piece {
  readonly at: number
  readonly text: string
  readonly field: boolean
}

/** A sentence cut at its `{field}` places. */
function placesIn(sentence: string): readonly Piece[] {
  return [...sentence.matchAll(/\{([^{}]{1,128})\}|[^{]+|\{/g)].map(({ index, 0: whole, 1: field }) => ({
    at: index,
    text: field ?? whole,
    field: field !== undefined,
  }))
}
