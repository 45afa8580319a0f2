import './field.css'
import { useQuery } from '@tanstack/react-query'
import { fieldAnswers } from '@tocsin/event'
import { type FormEvent, useId, useState } from 'react'
import { post } from '../api/client.ts'
import { useTitle } from '../app/use-title.ts'
import { printable } from '../design/printable.ts'
import { Failed, Loading } from '../design/states.tsx'
import { Door } from '../welcome/door.tsx'
import { useWords } from '../words/use-words.ts'
import { dayAndClock } from './day-and-clock.ts'
import { type AskedByLink, look } from './field-api.ts'
import { photoToSend } from './photo-to-send.ts'
import { ServiceAnswers } from './service-answers.tsx'

/** What a link opens, without an account: one question, one answer. Its secret stays behind `#`, out of every log. */
export function AnswerPage() {
  const { t } = useWords()
  const [link] = useState(() => location.hash.slice(1))
  const [done, setDone] = useState(false)
  const { data, error } = useQuery({
    queryKey: ['link', link],
    queryFn: () => look(link),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  useTitle(t('field.asked'))
  return (
    <Door>
      <div className="answer">
        {data === undefined && error === null && <Loading />}
        {error !== null && <Failed error={error} />}
        {data !== undefined && (done || data.answered) && (
          <>
            <h1 className="title">{t('field.thanks')}</h1>
            <p>{t('field.thanksSays')}</p>
          </>
        )}
        {data !== undefined && !done && !data.answered && <Asked asked={data} link={link} done={() => setDone(true)} />}
      </div>
    </Door>
  )
}

interface AskedProps {
  readonly asked: AskedByLink
  readonly link: string
  done(): void
}

function Asked({ asked, link, done }: AskedProps) {
  const { t, format } = useWords()
  const [failure, setFailure] = useState<Error>()
  const [busy, setBusy] = useState(false)
  const send = (body: object) => {
    setBusy(true)
    setFailure(undefined)
    void post('/field/answer', { link, ...body })
      .then(done, setFailure)
      .finally(() => setBusy(false))
  }
  return (
    <>
      <h1 className="title">{t(asked.purpose === 'service' ? 'field.askedService' : 'field.askedYou')}</h1>
      <p className="soft">{t('field.askedOf', { to: printable(asked.to) })}</p>
      {asked.things.length > 0 && <p className="told">{asked.things.map(printable).join(', ')}</p>}
      {asked.purpose === 'service' ? (
        <ServiceAnswers asked={asked} busy={busy} send={(service, note) => send({ service, ...noted(note) })} />
      ) : (
        <>
          <ul className="asked-says">
            {asked.says.map((words) => (
              <SaidWords key={words.en} words={words} />
            ))}
          </ul>
          {asked.first !== null && asked.last !== null && (
            <p className="soft">
              {t('field.between', { from: dayAndClock(format, asked.first), to: dayAndClock(format, asked.last) })}
            </p>
          )}
          <IsThisYou busy={busy} send={send} />
        </>
      )}
      {failure !== undefined && <Failed error={failure} />}
      <p className="soft">{t('field.until', { day: dayAndClock(format, asked.expires) })}</p>
    </>
  )
}

function SaidWords({ words }: { readonly words: AskedByLink['says'][number] }) {
  const { say } = useWords()
  return <li>{printable(say(words))}</li>
}

function IsThisYou({ busy, send }: { readonly busy: boolean; send(body: object): void }) {
  const { t } = useWords()
  const id = useId()
  const [note, setNote] = useState('')
  const [photo, setPhoto] = useState<string>()
  const [unread, setUnread] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const by = (event.nativeEvent as SubmitEvent).submitter?.getAttribute('value') ?? 'no'
    send({ answer: by, ...noted(note), ...(photo === undefined ? {} : { photo }) })
  }
  return (
    <form onSubmit={submit} className="answer-form">
      <div className="field">
        <label htmlFor={`${id}note`}>{t('field.note')}</label>
        <textarea
          id={`${id}note`}
          rows={3}
          maxLength={1000}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}photo`}>{t('field.photo')}</label>
        <input
          id={`${id}photo`}
          type="file"
          accept="image/jpeg,image/png"
          capture="environment"
          onChange={({ target }) => {
            const [file] = target.files ?? []
            setUnread(false)
            setPhoto(undefined)
            if (file !== undefined) photoToSend(file).then(setPhoto, () => setUnread(true))
          }}
        />
        <p className="soft">{t(unread ? 'field.photoUnread' : 'field.photoSays')}</p>
      </div>
      <fieldset className="answers">
        <legend>{t('field.yourAnswer')}</legend>
        {fieldAnswers.map((answer) => (
          <button key={answer} type="submit" value={answer} name="answer" aria-busy={busy} disabled={busy}>
            <b>{t(`field.answer.${answer}`)}</b>
            <span>{t(`field.answerSays.${answer}`)}</span>
          </button>
        ))}
      </fieldset>
    </form>
  )
}

function noted(note: string): { readonly note?: string } {
  return note.trim() === '' ? {} : { note: note.trim() }
}
