import { Link } from '@tanstack/react-router'
import type { CheckedRule } from '../api/contract.ts'
import { printable } from '../design/printable.ts'
import { SeverityMark } from '../design/severity-mark.tsx'
import { useWords } from '../words/use-words.ts'
import { RuleModeLine } from './rule-mode.tsx'

interface RuleTopProps {
  readonly rule: CheckedRule
  readonly title: string
}

/** What the rule is called, how grave it would be, whether it speaks, why, and the switch. */
export function RuleTop({ rule, title }: RuleTopProps) {
  const { t, format } = useWords()
  const { level, status, mode, maturity, reason, fix, line, column, file, warnings } = rule
  const state = status === 'asleep' ? 'asleep' : status === 'refused' ? 'refused' : (mode?.is ?? 'armed')
  return (
    <header className="rule-top">
      <p className="crumb no-paper">
        <Link to="/rules">{t('rulePage.all')}</Link>
      </p>
      <h1 className="title">{title}</h1>
      <p className="standing">
        {level !== undefined && <SeverityMark severity={level === 'informational' ? 'info' : level} />}
        {maturity !== undefined && (
          <span>
            {t('rulePage.maturity')} <b>{printable(maturity)}</b>
          </span>
        )}
        <span className={`st ${state === 'asleep' ? 'stale' : state}`}>{t(`rulePage.${state}`)}</span>
        {mode !== undefined && status !== 'refused' && (
          <span>
            {t(`rulePage.why.${mode.why}`)}, {t('rulePage.since', { day: format.day(mode.since) })}
          </span>
        )}
      </p>
      {reason !== undefined && (
        <p className="soft">
          {printable(reason)}
          {status === 'refused' && line !== undefined && (
            <span className="wire faint">
              {' '}
              {printable(file)}:{line}:{column ?? 1}
            </span>
          )}
        </p>
      )}
      {fix !== undefined && <p className="soft">{printable(fix)}</p>}
      <RuleModeLine rule={rule} always />
      {warnings.slice(0, 5).map((warning) => (
        <p key={warning} className="soft">
          {printable(warning)}
        </p>
      ))}
    </header>
  )
}
