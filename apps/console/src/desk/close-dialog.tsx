import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react'
import type { Verdict } from '../api/contract.ts'
import { useDialog } from '../shell/use-dialog.ts'
import { useWords } from '../words/use-words.ts'
import { close } from './acts.ts'
import type { Deciding } from './dialog.ts'
import { KeepQuiet, type QuietFor, quietEnd } from './keep-quiet.tsx'
import { anyQuietable } from './quietable.ts'
import { useTargets } from './targets.ts'
import { verdicts } from './work.ts'

/** What it was, and why. It opens with the focus on the verdicts, its first field: a digit chooses the verdict and goes on to the reason, Enter closes. */
export function CloseDialog({ deciding, end }: { readonly deciding: Deciding; readonly end: () => void }) {
  const { t } = useWords()
  const dialog = useDialog()
  const reasonBox = useRef<HTMLTextAreaElement>(null)
  const [verdict, setVerdict] = useState<Verdict>()
  const [reason, setReason] = useState('')
  const [quiet, setQuiet] = useState<QuietFor>({ how: 'not', day: '' })
  const queries = useQueryClient()
  const [offersQuiet] = useState(() =>
    anyQuietable(
      queries,
      deciding.works.map(({ incident }) => incident),
    ),
  )
  const [asked, setAsked] = useState(false)
  const [busy, setBusy] = useState(false)
  const { works, done } = deciding
  const targets = useTargets(works)
  const missing = { verdict: asked && verdict === undefined, reason: asked && reason.trim() === '' }

  const send = async () => {
    setAsked(true)
    const until = quietEnd(quiet, Date.now())
    if (busy || verdict === undefined || reason.trim() === '' || until === 'missing') return
    setBusy(true)
    const closed = await close(works, verdict, reason.trim(), until)
    end()
    if (closed) done?.()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void send()
  }
  const choose = (event: KeyboardEvent) => {
    const chosen = verdicts[Number(event.key) - 1]
    if (chosen === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    setVerdict(chosen)
    reasonBox.current?.focus()
  }
  return (
    <dialog ref={dialog} className="decide" aria-labelledby="close-title" onClose={end}>
      <form onSubmit={submit} noValidate>
        <h1 className="title" id="close-title">
          {t('work.closeTitle', { count: works.length, targets })}
        </h1>
        <fieldset aria-describedby={missing.verdict ? 'verdict-missing' : undefined} onKeyDown={choose}>
          <legend>{t('work.verdict')}</legend>
          {verdicts.map((one, index) => (
            <label key={one} className="choice">
              <input
                type="radio"
                name="verdict"
                value={one}
                checked={verdict === one}
                onChange={() => setVerdict(one)}
              />
              <span className="kbd" aria-hidden="true">
                {index + 1}
              </span>
              <span>
                <b>{t(`verdict.${one}`)}</b> <small>{t(`verdictSays.${one}`)}</small>
              </span>
            </label>
          ))}
          {missing.verdict && (
            <p className="err" id="verdict-missing">
              {t('work.verdictMissing')}
            </p>
          )}
        </fieldset>
        <div className="field">
          <label htmlFor="close-reason">{t('work.reason')}</label>
          <small id="close-hint">{t('work.reasonHint')}</small>
          <textarea
            id="close-reason"
            ref={reasonBox}
            rows={2}
            maxLength={1000}
            required
            aria-invalid={missing.reason}
            aria-describedby={missing.reason ? 'close-hint reason-missing' : 'close-hint'}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
              event.preventDefault()
              void send()
            }}
          />
          {missing.reason && (
            <p className="err" id="reason-missing">
              {t('work.reasonMissing')}
            </p>
          )}
        </div>
        {offersQuiet && <KeepQuiet quiet={quiet} set={setQuiet} asked={asked} />}
        <p className="ends">
          <button type="submit" className="primary" aria-busy={busy}>
            {t('work.closeDo', { count: works.length })}
          </button>
          <button type="button" className="quiet" onClick={end}>
            {t('work.cancel')}
          </button>
        </p>
      </form>
    </dialog>
  )
}
