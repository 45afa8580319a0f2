import { useWords } from '../words/use-words.ts'
import type { RuleHistory } from './rule-api.ts'

const shown = [
  ['true-positive', 'truePositive'],
  ['benign', 'benign'],
  ['false-positive', 'falsePositive'],
  ['exercise', 'exercise'],
  ['unknown', 'unknown'],
] as const

interface RuleVerdictsProps {
  readonly verdicts: RuleHistory['verdicts']
  readonly days: number
}

/** What analysts decided about the incidents that hold a finding of the rule, and how often it was right. */
export function RuleVerdicts({ verdicts, days }: RuleVerdictsProps) {
  const { t, format } = useWords()
  const { incidents } = verdicts
  const decided = shown.reduce((sum, [verdict]) => sum + verdicts[verdict], 0)
  // What is true but harmless was seen rightly; exercises and what nobody could tell say nothing about the rule.
  const right = verdicts['true-positive'] + verdicts.benign
  const judged = right + verdicts['false-positive']
  return (
    <section>
      <h2 className="sec">
        {t('ruleVerdicts.title')}{' '}
        {incidents > 0 && <span>{t('ruleVerdicts.says', { count: incidents, n: format.count(incidents), days })}</span>}
      </h2>
      <p>
        {incidents === 0
          ? t('ruleVerdicts.none')
          : judged === 0
            ? t('ruleVerdicts.precisionNone')
            : t('ruleVerdicts.precision', { right: format.count(right), judged: format.count(judged) })}
      </p>
      {incidents > 0 && (
        <dl className="counts">
          {shown.map(([verdict, word]) =>
            verdicts[verdict] === 0 ? null : (
              <div key={verdict}>
                <dt>{t(`ruleVerdicts.${word}`)}</dt>
                <dd className="num">{format.count(verdicts[verdict])}</dd>
              </div>
            ),
          )}
          {incidents > decided && (
            <div>
              <dt>{t('ruleVerdicts.unjudged')}</dt>
              <dd className="num">{format.count(incidents - decided)}</dd>
            </div>
          )}
        </dl>
      )}
    </section>
  )
}
