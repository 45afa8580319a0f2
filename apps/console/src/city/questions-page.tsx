import './city.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { post } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { useTitle } from '../app/use-title.ts'
import { printable } from '../design/printable.ts'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { AskByLink } from '../field/ask-field.tsx'
import { useWords } from '../words/use-words.ts'
import { type CityQuestion, questionsQuery, useCityChange } from './city-api.ts'
import { useServiceAnswer } from './service-answer.tsx'

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
  const { fields, answerTo } = useServiceAnswer('required')
  const say = useCityChange((answer: object) => post('/city/answers', { service, answer }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const answer = answerTo(about)
    if (answer !== undefined) say.mutate(answer)
  }
  return (
    <li>
      <p className="told">{printable(words[language])}</p>
      {may('city.manage') && (
        <form className="asked" onSubmit={submit}>
          {fields(about)}
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
