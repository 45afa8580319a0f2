import './field.css'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { post } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { printable } from '../design/printable.ts'
import { Failed } from '../design/states.tsx'
import { CopyButton } from '../house/copy-button.tsx'
import { useWords } from '../words/use-words.ts'
import { dayAndClock } from './day-and-clock.ts'
import { type AskedLink, askedQuery, type FieldQuestion, useFieldChange } from './field-api.ts'

/** Beside an incident: what owners were asked and answered, and a new question as a link. */
export function AskField({ incident }: { readonly incident: string }) {
  const { t } = useWords()
  const may = useMay()
  const { data } = useQuery({ ...askedQuery(incident), enabled: may('work.read') })
  const questions = data?.questions ?? []
  if (questions.length === 0 && !may('field.ask')) return null
  return (
    <section>
      <h2 className="sec">
        {t('field.title')} <span>{t('field.titleSays')}</span>
      </h2>
      {questions.length > 0 && (
        <ul className="asked-list">
          {questions.map((one) => (
            <Question key={one.id} question={one} />
          ))}
        </ul>
      )}
      {may('field.ask') && <AskByLink path={`/incidents/${incident}/ask`} says={t('field.askYou')} />}
    </section>
  )
}

function Question({ question }: { readonly question: FieldQuestion }) {
  const { t, format } = useWords()
  const may = useMay()
  const revoke = useFieldChange((id: string) => post(`/field/questions/${id}/revoke`, {}))
  const { id, to, state, answer, note, photo, answered, expires } = question
  return (
    <li>
      <p>
        <b>{printable(to)}</b>{' '}
        <span className="meta">
          {state === 'answered' && answered !== null
            ? dayAndClock(format, answered)
            : t(`field.state.${state}`, { day: dayAndClock(format, expires) })}
        </span>
      </p>
      {answer !== null && <p className={answer === 'not-me' ? 'said-no' : undefined}>{t(`field.said.${answer}`)}</p>}
      {note !== null && <blockquote>{printable(note)}</blockquote>}
      {photo && (
        <a href={`/api/field/photos/${id}`} target="_blank" rel="noreferrer">
          <img
            className="answer-photo"
            src={`/api/field/photos/${id}`}
            alt={t('field.photoOf', { to: printable(to) })}
          />
        </a>
      )}
      {state === 'waiting' && may('field.ask') && (
        <button type="button" className="small" aria-busy={revoke.isPending} onClick={() => revoke.mutate(id)}>
          {t('field.revoke')}
        </button>
      )}
    </li>
  )
}

/** Makes a link for somebody, and shows it once. */
export function AskByLink({ path, says }: { readonly path: string; readonly says: string }) {
  const { t, language } = useWords()
  const id = useId()
  const [to, setTo] = useState('')
  const [made, setMade] = useState<AskedLink>()
  const [open, setOpen] = useState(false)
  const ask = useFieldChange((asked: object) => post<AskedLink>(path, asked))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate(
      { to: to.trim(), language },
      {
        onSuccess: (answer) => {
          setMade(answer)
          setTo('')
        },
      },
    )
  }
  if (made !== undefined) {
    const link = new URL(made.path, location.origin).href
    return (
      <div className="link-made" role="status">
        <p>{t('field.linkSays', { to: printable(made.question.to) })}</p>
        <code className="wire">{link}</code>
        <p className="acts">
          <CopyButton text={link} />
          <button
            type="button"
            onClick={() => {
              setMade(undefined)
              setOpen(false)
            }}
          >
            {t('field.linkDone')}
          </button>
        </p>
      </div>
    )
  }
  if (!open) {
    return (
      <button type="button" className="small" onClick={() => setOpen(true)}>
        {says}
      </button>
    )
  }
  return (
    <form onSubmit={submit} className="ask-form">
      <div className="field">
        <label htmlFor={`${id}to`}>{t('field.to')}</label>
        <input
          id={`${id}to`}
          required
          maxLength={100}
          autoComplete="off"
          value={to}
          onChange={({ target }) => setTo(target.value)}
        />
      </div>
      <button type="submit" className="small primary" aria-busy={ask.isPending}>
        {t('field.makeLink')}
      </button>
      {ask.error !== null && <Failed error={ask.error} />}
    </form>
  )
}
