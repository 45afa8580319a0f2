import { askedWords } from '../../design/asked-words.ts'
import { printable } from '../../design/printable.ts'
import { useWords } from '../../words/use-words.ts'
import type { Fault, JudgedCase, JudgedEvent, Part } from './judged.ts'
import type { Judging } from './use-judge.ts'

interface JudgedTextProps {
  readonly judging: Judging
  goYaml(fault: Fault): void
  goTests(fault: Pick<Fault, 'line' | 'column'>): void
}

/** What the engine makes of it: what is wrong and where, then each event with what held of it. */
export function JudgedText({ judging, goYaml, goTests }: JudgedTextProps) {
  const { t, format } = useWords()
  if (judging.state === 'judging') return <p role="status">{t('ruleTry.judging')}</p>
  if (judging.state === 'too-slow')
    return (
      <p role="alert" className="err">
        {t('ruleTry.tooSlow')}
      </p>
    )
  if (judging.state === 'failed') {
    return (
      <p role="alert" className="err">
        {t('error.refused', { message: judging.message })}
      </p>
    )
  }
  const { faults, rule, testFaults, cases, eventFault, events } = judging.judged
  const failed = cases.filter(({ passed }) => !passed).length
  return (
    <div className="judged">
      <p role="status" className="told">
        {faults.length > 0 && t('ruleTry.faults', { count: faults.length, n: format.count(faults.length) })}
        {faults.length === 0 && rule !== undefined && t('ruleTry.loads', { title: printable(rule.title) })}
        {cases.length > 0 &&
          ` ${t('ruleTests.result', {
            count: cases.length - failed,
            n: format.count(cases.length - failed),
            failed: format.count(failed),
          })}`}
      </p>
      <Faults faults={faults} go={goYaml} />
      <Faults faults={testFaults} go={goTests} of={t('ruleTry.tests')} />
      {eventFault !== undefined && <p className="err">{t(`ruleTry.eventFault.${eventFault}`)}</p>}
      {(cases.length > 0 || events.length > 0) && (
        <ul className="held">
          {events.map((one) => (
            <EventRow key={`event ${one.number}`} one={one} />
          ))}
          {cases.map((one) => (
            <CaseRow key={`case ${one.line}`} one={one} go={goTests} />
          ))}
        </ul>
      )}
      {events.length === 0 && cases.length === 0 && rule !== undefined && faults.length === 0 && (
        <p className="soft">{t('ruleTry.nothing')}</p>
      )}
    </div>
  )
}

interface FaultsProps {
  readonly faults: readonly Fault[]
  readonly of?: string
  go(fault: Fault): void
}

function Faults({ faults, of, go }: FaultsProps) {
  const { t, format } = useWords()
  if (faults.length === 0) return null
  return (
    <ul className="faults">
      {faults.map((fault) => (
        <li key={`${fault.line}:${fault.column}:${fault.reason}`}>
          <button type="button" className="small" onClick={() => go(fault)}>
            {of !== undefined && `${of}, `}
            {t('ruleTry.place', { line: format.count(fault.line), column: format.count(fault.column) })}
          </button>{' '}
          <span>
            {printable(fault.reason)}. <span className="soft">{printable(fault.fix)}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

function EventRow({ one: { number, holds, parts } }: { readonly one: JudgedEvent }) {
  const { t } = useWords()
  return (
    <li>
      <details open>
        <summary>
          {t('ruleTry.event', { n: number })}{' '}
          <b className={holds ? 'yes' : 'no'}>{t(holds ? 'ruleTry.speaks' : 'ruleTry.silent')}</b>
        </summary>
        <Parts parts={parts} />
      </details>
    </li>
  )
}

function CaseRow({ one, go }: { readonly one: JudgedCase; go(place: { line: number; column: number }): void }) {
  const { t, format } = useWords()
  const { kind, says, line, passed, parts } = one
  return (
    <li>
      <details>
        <summary>
          {t(`ruleTests.${kind}`)}: {printable(says)}{' '}
          <b className={passed ? 'yes' : 'no'}>{t(passed ? 'ruleTests.passed' : 'ruleTests.failed')}</b>
        </summary>
        <button type="button" className="small" onClick={() => go({ line, column: 1 })}>
          {t('ruleTry.place', { line: format.count(line), column: 1 })}
        </button>
        {parts.length === 0 ? <p className="soft">{t('ruleTry.noParts')}</p> : <Parts parts={parts} />}
      </details>
    </li>
  )
}

/** Each part of the condition with whether it held, inner ones further in. */
function Parts({ parts }: { readonly parts: readonly Part[] }) {
  const { t } = useWords()
  return (
    <ul className="parts">
      {parts.map(({ place, kind, holds, depth, field, asked, value }) => (
        <li key={place} className={`depth-${Math.min(depth, 8)}`}>
          <span className={holds ? 'yes' : 'no'}>{t(holds ? 'ruleTry.held' : 'ruleTry.heldNot')}</span>{' '}
          {kind === 'ask' ? (
            <span className="wire">
              {field !== '' && <b>{printable(field)}</b>} {printable(askedWords(t, asked))}
              {value !== undefined && <span className="faint"> ({printable(value)})</span>}
            </span>
          ) : (
            t(`ruleTry.join.${kind}`)
          )}
        </li>
      ))}
    </ul>
  )
}
