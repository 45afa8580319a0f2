import { useQuery } from '@tanstack/react-query'
import { printable } from '../design/printable.ts'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { type RuleTests, testsQuery, useTestRun } from './rule-api.ts'

/** The events beside the rule on which it must speak, or must not; run against what judges now. */
export function RuleTestCases({ id }: { readonly id: string }) {
  const { t } = useWords()
  const listed = useQuery(testsQuery(id))
  const run = useTestRun(id)
  const tests = run.data ?? listed.data
  const error = run.error ?? listed.error
  const some = tests !== undefined && tests.cases.length > 0
  return (
    <section>
      <h2 className="sec">
        {t('ruleTests.title')} <span>{t('ruleTests.says')}</span>
        {some && (
          <span className="end">
            <button
              type="button"
              className="small"
              aria-busy={run.isPending}
              disabled={run.isPending}
              onClick={() => run.mutate()}
            >
              {t(run.data === undefined ? 'ruleTests.run' : 'ruleTests.again')}
            </button>
          </span>
        )}
      </h2>
      {error !== null && <Failed error={error} />}
      {tests === undefined && error === null && <Loading />}
      {tests !== undefined && <Cases tests={tests} />}
    </section>
  )
}

function Cases({ tests: { status, cases, file, reason, fix } }: { readonly tests: RuleTests }) {
  const { t, format } = useWords()
  const passed = cases.filter(({ outcome }) => outcome === 'passed').length
  const failed = cases.filter(({ outcome }) => outcome === 'failed').length
  return (
    <>
      <p role="status" className={status === 'run' ? 'told' : 'sr'}>
        {status === 'run' &&
          t('ruleTests.result', { count: passed, n: format.count(passed), failed: format.count(failed) })}
      </p>
      {status === 'none' && (
        <p className="soft">
          {t('ruleTests.none')} {t('ruleTests.noneFix', { file: printable(file) })}
        </p>
      )}
      {status === 'refused' && (
        <p className="soft">
          {t('ruleTests.refused', { reason: reason ?? '' })} {fix} <span className="wire faint">{printable(file)}</span>
        </p>
      )}
      <ul className="cases">
        {cases.map((one) => (
          <li key={`${one.kind} ${one.line}`}>
            <span className="faint">{t(`ruleTests.${one.kind}`)}</span>
            <span className="txt">
              {printable(one.says)}
              {one.outcome === 'failed' && (
                <span className="soft">
                  {one.reason}. {one.fix}
                </span>
              )}
            </span>
            {one.outcome !== undefined && (
              <span className={one.outcome === 'failed' ? 'outcome failed' : 'outcome'}>
                {t(`ruleTests.${one.outcome}`)}
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
