import { Link } from '@tanstack/react-router'
import type { CheckedRule } from '../api/contract.ts'
import { printable } from '../design/printable.ts'
import { SeverityMark } from '../design/severity-mark.tsx'
import { useWords } from '../words/use-words.ts'
import { RuleModeLine } from './rule-mode.tsx'

/** One rule: what it is called, what became of it, and why. */
export function RuleRow({ rule }: { readonly rule: CheckedRule }) {
  const { t, say } = useWords()
  // A place inside of the file matters where something is wrong with it.
  const place =
    rule.status !== 'refused' || rule.line === undefined ? rule.file : `${rule.file}:${rule.line}:${rule.column ?? 1}`
  const title = printable(rule.says === undefined ? (rule.title ?? rule.rule ?? rule.file) : say(rule.says))
  return (
    <div className="rule">
      <span className="level">
        {rule.level !== undefined && <SeverityMark severity={rule.level === 'informational' ? 'info' : rule.level} />}
      </span>
      <span className="txt">
        {rule.rule === undefined ? (
          <Link to="/rules" search={{ q: rule.file }}>
            {title}
          </Link>
        ) : (
          <Link to="/rules/$id" params={{ id: rule.rule }}>
            {title}
          </Link>
        )}
        <span className="wire faint">{printable(place)}</span>
        {rule.reason !== undefined && <span className="soft">{printable(rule.reason)}</span>}
        {rule.fix !== undefined && <span className="soft">{printable(rule.fix)}</span>}
        <RuleModeLine rule={rule} />
        {rule.warnings.slice(0, 3).map((warning) => (
          <span key={warning} className="soft">
            {printable(warning)}
          </span>
        ))}
      </span>
      <span className={rule.status === 'asleep' ? 'st stale' : `st ${rule.status}`}>
        {t(`rules.one.${rule.status}`)}
      </span>
    </div>
  )
}
