import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '../api/client.ts'
import { Moment } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { Failed } from '../design/states.tsx'
import { HouseFailure } from '../house/house-failure.tsx'
import { useWords } from '../words/use-words.ts'
import { ExceptionForm } from './exception-form.tsx'
import { exceptionsQuery, type Pairs, type RuleException, type RuleHead, useExceptionChange } from './rule-api.ts'

interface RuleExceptionsProps {
  readonly id: string
  readonly head: RuleHead
  /** The finding that somebody no longer wants to hear of: the form is open, with its fields. */
  readonly finding: string | undefined
  readonly pairs: Pairs
  setPairs(pairs: Pairs): void
}

/** What the rule no longer speaks of, with reason and end; made and ended here. */
export function RuleExceptions({ id, head, finding, pairs, setPairs }: RuleExceptionsProps) {
  const { t, format } = useWords()
  const { data, error } = useQuery(exceptionsQuery)
  const [writing, setWriting] = useState(finding !== undefined && head.kind === 'rule')
  const own = data?.filter(({ rule }) => rule === id) ?? []
  const holding = own.filter((one) => one.ended === undefined && one.until > Date.now())
  const past = own.filter((one) => !holding.includes(one))
  const close = () => {
    setWriting(false)
    setPairs({})
  }
  return (
    <section>
      <h2 className="sec" id="exceptions">
        {t('exceptions.title')} <span>{t('exceptions.says')}</span>
      </h2>
      {error !== null && <Failed error={error} />}
      {data !== undefined && holding.length === 0 && !writing && head.kind === 'rule' && (
        <p className="soft">{t('exceptions.none')}</p>
      )}
      <ul className="exceptions">
        {holding.map((one) => (
          <Row key={one.id} exception={one} />
        ))}
      </ul>
      {head.kind === 'correlation' ? (
        <ForHeard head={head} finding={finding} />
      ) : writing ? (
        <ExceptionForm id={id} finding={finding} pairs={pairs} setPairs={setPairs} done={close} />
      ) : (
        <p>
          <button type="button" onClick={() => setWriting(true)}>
            {t('exceptions.add')}
          </button>
        </p>
      )}
      {past.length > 0 && (
        <details>
          <summary>{t('exceptions.past', { count: past.length, n: format.count(past.length) })}</summary>
          <ul className="exceptions">
            {past.map((one) => (
              <Row key={one.id} exception={one} />
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

/** An exception takes events away before they are counted: of a correlation it is made for what it hears. */
function ForHeard({ head, finding }: Pick<RuleExceptionsProps, 'head' | 'finding'>) {
  const { t } = useWords()
  return (
    <div className="hears">
      <p>{t('exceptions.correlation')}</p>
      <ul>
        {head.correlation?.rules.slice(0, 20).map(({ rule, title }) => (
          <li key={rule}>
            <Link to="/rules/$id" params={{ id: rule }} search={finding === undefined ? {} : { except: finding }}>
              {printable(title)}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Row({ exception }: { readonly exception: RuleException }) {
  const { t, format } = useWords()
  const { id, pairs, reason, who, at, until, ended } = exception
  const holds = ended === undefined && until > Date.now()
  const end = useExceptionChange(
    () => post<RuleException>(`/rules/exceptions/${encodeURIComponent(id)}/end`, {}),
    () => undefined,
  )
  return (
    <li className={holds ? undefined : 'soft'}>
      <div>
        <p className="wire">
          {Object.entries(pairs).map(([field, value]) => (
            <span key={field}>
              {printable(field)} = <b>{printable(String(value))}</b>
            </span>
          ))}
        </p>
        <p>{printable(reason)}</p>
        <p className="faint">
          {printable(who)}, <Moment time={at} /> ·{' '}
          {ended !== undefined
            ? t('exceptions.ended', { who: printable(ended.who), day: format.day(ended.at) })
            : t(holds ? 'exceptions.ends' : 'exceptions.over', { day: format.day(until) })}
        </p>
        <HouseFailure error={end.error} />
      </div>
      {holds && (
        <button type="button" className="small" aria-busy={end.isPending} onClick={() => end.mutate(undefined)}>
          {t('exceptions.end')}
        </button>
      )}
    </li>
  )
}
