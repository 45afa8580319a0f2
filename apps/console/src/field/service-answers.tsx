import type { FormEvent } from 'react'
import { useServiceAnswer } from '../city/service-answer.tsx'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'
import type { AskedByLink } from './field-api.ts'

interface ServiceAnswersProps {
  readonly asked: AskedByLink
  readonly busy: boolean
  send(service: readonly object[], note: string): void
}

/** The questions about a service, at most three; what is left empty is not answered. */
export function ServiceAnswers({ asked, busy, send }: ServiceAnswersProps) {
  const { t, say } = useWords()
  const { fields, answerTo } = useServiceAnswer('left out')
  const answers = asked.asks.flatMap((about): readonly object[] => {
    const answer = answerTo(about)
    return answer === undefined ? [] : [answer]
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (answers.length > 0) send(answers, '')
  }
  return (
    <form onSubmit={submit} className="answer-form">
      {asked.asks.map((about, place) => {
        const words = asked.says[place]
        return (
          <fieldset key={about}>
            <legend className="told">{words === undefined ? about : printable(say(words))}</legend>
            {fields(about)}
          </fieldset>
        )
      })}
      <button type="submit" className="primary" disabled={answers.length === 0 || busy} aria-busy={busy}>
        {t('field.sendAnswers')}
      </button>
    </form>
  )
}
