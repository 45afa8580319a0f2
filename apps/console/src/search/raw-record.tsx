import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { ApiFailure, post } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { Hex, mostDrawn } from '../design/hex.tsx'
import { Failed } from '../design/states.tsx'
import { bytesOf } from '../incident/bytes.ts'
import { useWords } from '../words/use-words.ts'

/** `POST /api/events/:id/raw`; /api/openapi.json describes it. */
type RawAnswer =
  | { readonly kind: 'kept'; readonly from: 'log' | 'evidence'; readonly whole: boolean; readonly base64: string }
  | {
      readonly kind: 'gone'
      /** Milliseconds since the epoch. */
      readonly since: number
      readonly why: 'retention' | 'disk' | 'erasure'
      readonly days: number | null
    }

/** The bytes that carried an event, when they are asked for; the reason is asked for where the server wants one. */
export function RawRecord({ id }: { readonly id: string }) {
  const { t } = useWords()
  const may = useMay()
  const open = useMutation({
    mutationFn: (reason: string | undefined) =>
      post<RawAnswer>(`/events/${encodeURIComponent(id)}/raw`, reason === undefined ? {} : { reason }),
  })
  if (!may('event.raw')) return null
  const why = open.error instanceof ApiFailure && open.error.code === 'reason-needed'
  return (
    <div className="raw-record">
      {open.data === undefined && !why && (
        <button type="button" className="small" aria-busy={open.isPending} onClick={() => open.mutate(undefined)}>
          {t('raw.open')}
        </button>
      )}
      {why && <Why busy={open.isPending} send={(reason) => open.mutate(reason)} />}
      {open.error !== null && !why && <Failed error={open.error} />}
      {open.data !== undefined && <Answer answer={open.data} />}
    </div>
  )
}

function Why({ busy, send }: { readonly busy: boolean; send(reason: string): void }) {
  const { t } = useWords()
  const id = useId()
  const [reason, setReason] = useState('')
  const missing = reason.trim().length < 3
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!missing) send(reason.trim())
  }
  return (
    <form className="why" onSubmit={submit}>
      <div className="field">
        <label htmlFor={id}>{t('raw.why')}</label>
        <small id={`${id}-hint`}>{t('raw.whyHint')}</small>
        <span className="beside">
          <input
            id={id}
            required
            // The question that was just asked is what the hand goes on with.
            ref={(box) => box?.focus()}
            minLength={3}
            maxLength={1000}
            autoComplete="off"
            aria-describedby={`${id}-hint`}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
          <button type="submit" aria-busy={busy} disabled={missing}>
            {t('raw.show')}
          </button>
        </span>
      </div>
    </form>
  )
}

function Answer({ answer }: { readonly answer: RawAnswer }) {
  const { t, format } = useWords()
  if (answer.kind === 'gone') {
    const since = format.day(answer.since)
    return <p className="soft">{t(`raw.gone.${answer.why}`, { since, days: answer.days ?? 0 })}</p>
  }
  const bytes = bytesOf(answer.base64)
  return (
    <figure>
      <figcaption className="faint">
        {t('raw.bytes', { n: format.count(bytes.length) })}
        {!answer.whole && `, ${t('raw.cut')}`}
        {bytes.length > mostDrawn && `, ${t('finding.bytesCut', { n: format.count(mostDrawn) })}`}
      </figcaption>
      <Hex bytes={bytes} ranges={[]} />
    </figure>
  )
}
