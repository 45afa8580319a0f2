import './people.css'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState, useSyncExternalStore } from 'react'
import { ApiFailure } from '../api/client.ts'
import { queryClient } from '../api/queries.ts'
import { useDialog } from '../shell/use-dialog.ts'
import { useWords } from '../words/use-words.ts'
import { type Asking, askingNow, askWhy, watchAsking } from './asking.ts'
import { lensQuery, openBytes, reveal } from './people-api.ts'

/** Stands above every page: asks why somebody is to be revealed, or bytes opened. */
export function RevealRoom() {
  const asking = useSyncExternalStore(watchAsking, askingNow)
  return asking === undefined ? null : <RevealDialog key={JSON.stringify(asking)} asking={asking} />
}

function RevealDialog({ asking }: { readonly asking: Asking }) {
  const { t } = useWords()
  const dialog = useDialog()
  const { data } = useQuery(lensQuery)
  const given = data?.revealed.find(({ incident }) => incident !== undefined && incident === asking.incident)?.reason
  const [reason, setReason] = useState(given ?? '')
  const [failure, setFailure] = useState<string>()
  const [busy, setBusy] = useState(false)
  const end = () => askWhy(undefined)
  const missing = reason.trim().length < 3

  const send = async () => {
    if (busy || missing) return
    setBusy(true)
    try {
      if (asking.what === 'person') await reveal(asking.pseudonym, asking.incident, reason.trim())
      else await openBytes(asking.incident, reason.trim())
      await queryClient.invalidateQueries({ queryKey: asking.what === 'person' ? lensQuery.queryKey : ['finding'] })
      end()
    } catch (error) {
      setFailure(error instanceof ApiFailure ? `${error.message}. ${error.fix ?? ''}` : String(error))
      setBusy(false)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void send()
  }
  const title =
    asking.what === 'person'
      ? t('people.title', { pseudonym: asking.pseudonym })
      : t('people.bytesTitle', { id: asking.incident })
  return (
    <dialog ref={dialog} className="decide" aria-labelledby="reveal-title" onClose={end}>
      <form onSubmit={submit} noValidate>
        <h1 className="title" id="reveal-title">
          {title}
        </h1>
        <div className="field">
          <label htmlFor="reveal-reason">{t('people.reason')}</label>
          <small id="reveal-hint">{asking.incident === undefined ? t('people.hint') : t('people.hintIncident')}</small>
          <textarea
            id="reveal-reason"
            rows={2}
            maxLength={1000}
            required
            aria-describedby="reveal-hint"
            value={reason}
            onChange={({ target }) => setReason(target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
              event.preventDefault()
              void send()
            }}
          />
        </div>
        {failure !== undefined && (
          <p className="err" role="alert">
            {failure}
          </p>
        )}
        <p className="ends">
          <button type="submit" className="primary" aria-busy={busy} disabled={missing}>
            {asking.what === 'person' ? t('people.reveal') : t('people.openBytes')}
          </button>
          <button type="button" className="quiet" onClick={end}>
            {t('work.cancel')}
          </button>
        </p>
      </form>
    </dialog>
  )
}
