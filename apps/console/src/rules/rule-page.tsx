import './rule-page.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiFailure } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { useTitle } from '../app/use-title.ts'
import { printable } from '../design/printable.ts'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { type Pairs, type RuleDetail, ruleQuery } from './rule-api.ts'
import { RuleExceptions } from './rule-exceptions.tsx'
import { RuleFiring } from './rule-firing.tsx'
import { RuleSaid } from './rule-said.tsx'
import { RuleSide } from './rule-side.tsx'
import { RuleTestCases } from './rule-tests.tsx'
import { RuleTop } from './rule-top.tsx'
import { RuleTrial } from './rule-trial.tsx'
import { RuleWaits } from './rule-waits.tsx'
import { RuleYaml } from './rule-yaml.tsx'
import { TryChange } from './try/try-change.tsx'

/** One rule on one page: what it says, how it spoke, what it waits for, what it no longer speaks of, and its text. */
export function RulePage() {
  const { t, say } = useWords()
  const { id } = useParams({ from: '/inside/rules/$id' })
  const { data, error, refetch } = useQuery(ruleQuery(id))
  const title = data === undefined ? id : titleOf(data, say)
  useTitle(title)
  if (error instanceof ApiFailure && error.kind === 'missing') {
    return (
      <div className="pad">
        <Empty says={t('rulePage.missing', { id: printable(id) })}>{t('rulePage.missingFix')}</Empty>
        <Link to="/rules">{t('rulePage.all')}</Link>
      </div>
    )
  }
  if (data === undefined) {
    return (
      <div className="pad">{error === null ? <Loading /> : <Failed error={error} retry={() => void refetch()} />}</div>
    )
  }
  return <Opened key={id} id={id} title={title} detail={data} />
}

interface OpenedProps {
  readonly id: string
  readonly title: string
  readonly detail: RuleDetail
}

function Opened({ id, title, detail }: OpenedProps) {
  const { days = '30', except } = useSearch({ from: '/inside/rules/$id' })
  const may = useMay()
  const [pairs, setPairs] = useState<Pairs>({})
  const { head } = detail
  const usable = head !== undefined
  return (
    <div className={usable ? 'two rule-page' : 'rule-page'}>
      <div className="pad">
        <RuleTop rule={detail.rule} title={title} />
        {usable && <RuleSaid head={head} />}
        {usable && <RuleFiring id={id} days={Number(days)} />}
        {usable && may('rule.try') && <RuleWaits id={id} />}
        {usable && may('rule.manage') && (
          <RuleExceptions id={id} head={head} finding={except} pairs={pairs} setPairs={setPairs} />
        )}
        {usable && may('rule.try') && <RuleTrial id={id} except={pairs} />}
        {usable && <RuleTestCases id={id} />}
        <TryChange id={id} detail={detail} />
        <RuleYaml yaml={detail.yaml} line={detail.rule.line} />
      </div>
      {usable && <RuleSide id={id} head={head} detail={detail} days={Number(days)} />}
    </div>
  )
}

function titleOf(
  { rule, head, yaml }: RuleDetail,
  say: (words: NonNullable<RuleDetail['rule']['says']>) => string,
): string {
  if (rule.says !== undefined) return printable(say(rule.says))
  // Of a refused rule nothing was read; its first title is the best that there is.
  const written = /^title:[ \t]*(\S.{0,199})$/m.exec(yaml)?.[1]
  return printable(head?.title ?? rule.title ?? written ?? rule.rule ?? rule.file)
}
