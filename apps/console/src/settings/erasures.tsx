import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { post } from '../api/client.ts'
import { Moment } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { Failed } from '../design/states.tsx'
import { HouseFailure } from '../house/house-failure.tsx'
import { useWords } from '../words/use-words.ts'
import { ReasonField } from './reason-field.tsx'
import { type Erasure, erasuresQuery, useSettingsChange } from './settings-api.ts'

/** What was erased for good: who, when, why and how much, never what. */
export function Erasures() {
  const { t, format } = useWords()
  const { data: erasures, error } = useQuery(erasuresQuery)
  const [opening, setOpening] = useState(false)
  return (
    <section>
      <h2 className="sec">
        {t('erasures.title')} <span>{t('erasures.says')}</span>
      </h2>
      {error !== null && <Failed error={error} />}
      {erasures?.length === 0 && <p className="soft">{t('erasures.none')}</p>}
      <ul className="set-list">
        {erasures?.map(({ id, who, at, reason, events, doneAt }) => (
          <li key={id}>
            <p>
              <b>{t('erasures.events', { count: events, n: format.count(events) })}</b>{' '}
              <span className={doneAt === null ? undefined : 'soft'}>
                {doneAt === null ? t('erasures.underWay') : t('erasures.done', { day: format.day(doneAt) })}
              </span>
              <span className="meta">
                {printable(who)}, <Moment time={at} />: {printable(reason)}
              </span>
            </p>
          </li>
        ))}
      </ul>
      {opening ? (
        <ErasureForm done={() => setOpening(false)} />
      ) : (
        <p>
          <button type="button" onClick={() => setOpening(true)}>
            {t('erasures.begin')}
          </button>
        </p>
      )}
    </section>
  )
}

function ErasureForm({ done }: { done(): void }) {
  const { t } = useWords()
  const id = useId()
  const [where, setWhere] = useState('')
  const [reason, setReason] = useState('')
  const [sure, setSure] = useState(false)
  const erase = useSettingsChange(
    () => post<Erasure>('/erasures', { where: where.trim(), reason: reason.trim() }),
    done,
  )
  return (
    <form
      className="panel"
      aria-label={t('erasures.begin')}
      onSubmit={(event) => {
        event.preventDefault()
        if (sure) erase.mutate(undefined)
      }}
    >
      <div className="field">
        <label htmlFor={id}>{t('erasures.where')}</label>
        <small id={`${id}-hint`}>{t('erasures.whereHint')}</small>
        <input
          id={id}
          className="wire"
          required
          maxLength={10_000}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck="false"
          value={where}
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => setWhere(target.value)}
        />
      </div>
      <ReasonField reason={reason} set={setReason} />
      <label className="tick">
        <input type="checkbox" checked={sure} onChange={({ target }) => setSure(target.checked)} />{' '}
        <span>{t('erasures.sure')}</span>
      </label>
      <HouseFailure error={erase.error} />
      <div className="acts">
        <button type="submit" className="primary" aria-busy={erase.isPending} disabled={!sure}>
          {t('erasures.begin')}
        </button>
        <button type="button" className="quiet" onClick={done}>
          {t('account.cancel')}
        </button>
      </div>
    </form>
  )
}
