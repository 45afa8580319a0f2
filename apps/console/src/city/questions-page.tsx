import './city.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useId, useState } from 'react'
import { post } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { useTitle } from '../app/use-title.ts'
import { printable } from '../design/printable.ts'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { AskByLink } from '../field/ask-field.tsx'
import { useWords } from '../words/use-words.ts'
import { type CityQuestion, questionsQuery, useCityChange } from './city-api.ts'

/** What nobody said of services, the answer that matters most first. */
export function QuestionsPage() {
  const { t } = useWords()
  const may = useMay()
  const { data, error, refetch } = useQuery(questionsQuery)
  useTitle(t('city.questions'))
  return (
    <div className="pad city">
      <p>
        <Link to="/city">{t('city.title')}</Link>
        {may('city.manage') && (
          <>
            {' '}
            · <Link to="/city/start">{t('starters.link')}</Link>
          </>
        )}
      </p>
      <h1 className="title">{t('city.questions')}</h1>
      <p className="soft">{t('city.questionsSays')}</p>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data?.questions.length === 0 && <Empty says={t('city.noQuestions')}>{t('city.noQuestionsSays')}</Empty>}
      <ol className="questions">
        {data?.questions.map((one) => (
          <Question key={`${one.service} ${one.about}`} question={one} />
        ))}
      </ol>
    </div>
  )
}

function Question({ question: { service, about, words } }: { readonly question: CityQuestion }) {
  const { t, language } = useWords()
  const may = useMay()
  const id = useId()
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [byHand, setByHand] = useState(false)
  const say = useCityChange((answer: object) => post('/city/answers', { service, answer }))
  const of = (name: string) => Number(values[name] ?? 0)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (about === 'people') say.mutate({ about, people: Math.round(of('people')) })
    else if (about === 'outage') say.mutate({ about, maximumOutage: of('outage') })
    else {
      const manual = { kind: 'manual', takesOverAfter: of('after'), lasts: of('lasts'), capacity: of('share') / 100 }
      say.mutate({ about, buffer: of('buffer'), fallback: byHand ? manual : { kind: 'none' } })
    }
  }
  const number = (name: 'people' | 'outage' | 'buffer' | 'after' | 'lasts' | 'share', most: number) => (
    <div className="field">
      <label htmlFor={`${id}${name}`}>{t(`city.ask.${name}`)}</label>
      <input
        id={`${id}${name}`}
        type="number"
        inputMode="decimal"
        min={0}
        max={most}
        step="any"
        required
        value={values[name] ?? ''}
        onChange={({ target }) => setValues({ ...values, [name]: target.value })}
      />
    </div>
  )
  return (
    <li>
      <p className="told">{printable(words[language])}</p>
      {may('city.manage') && (
        <form className="asked" onSubmit={submit}>
          {about === 'people' && number('people', 100_000_000)}
          {about === 'outage' && number('outage', 87_600)}
          {about === 'fallback' && (
            <>
              {number('buffer', 87_600)}
              <label className="check">
                <input type="checkbox" checked={byHand} onChange={({ target }) => setByHand(target.checked)} />{' '}
                {t('city.ask.byHand')}
              </label>
              {byHand && (
                <>
                  {number('after', 87_600)}
                  {number('lasts', 87_600)}
                  {number('share', 100)}
                </>
              )}
            </>
          )}
          <button type="submit" className="small" aria-busy={say.isPending}>
            {t('city.ask.say')}
          </button>
        </form>
      )}
      {say.error !== null && <Failed error={say.error} />}
      {may('field.ask') && (
        <AskByLink path={`/services/${encodeURIComponent(service)}/ask`} says={t('field.askOwner')} />
      )}
    </li>
  )
}
