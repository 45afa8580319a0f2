import { type FormEvent, useState } from 'react'
import { useDialog } from '../shell/use-dialog.ts'
import { useWords } from '../words/use-words.ts'
import { writeNotes } from './acts.ts'
import type { Deciding } from './dialog.ts'
import { useTargets } from './targets.ts'

/** A note for the next shift, on one incident or on all that are chosen. Enter makes lines; Ctrl Enter writes it. */
export function NoteDialog({ deciding, end }: { readonly deciding: Deciding; readonly end: () => void }) {
  const { t } = useWords()
  const dialog = useDialog()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const { works, done } = deciding
  const targets = useTargets(works)
  const send = async () => {
    if (busy || text.trim() === '') return
    setBusy(true)
    const wrote = await writeNotes(works, text.trim())
    setBusy(false)
    if (!wrote) return
    end()
    done?.()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void send()
  }
  return (
    <dialog ref={dialog} className="decide" aria-labelledby="note-title" onClose={end}>
      <form onSubmit={submit}>
        <h1 className="title" id="note-title">
          {t('work.noteTitle', { targets })}
        </h1>
        <div className="field">
          <label htmlFor="note-text">{t('work.note')}</label>
          <small id="note-hint">{t('work.noteHint')}</small>
          <textarea
            id="note-text"
            rows={5}
            maxLength={8000}
            required
            aria-describedby="note-hint"
            value={text}
            onChange={({ target }) => setText(target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send()
            }}
          />
        </div>
        <p className="ends">
          <button type="submit" className="primary" aria-busy={busy}>
            {t('work.noteDo')}
          </button>
          <button type="button" className="quiet" onClick={end}>
            {t('work.cancel')}
          </button>
        </p>
      </form>
    </dialog>
  )
}
