import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../api/client.ts'
import { Moment } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { Failed } from '../design/states.tsx'
import { HouseFailure } from '../house/house-failure.tsx'
import { namesIn } from '../house/post.ts'
import { useWords } from '../words/use-words.ts'
import { dayOf, OptionalField } from './optional-field.tsx'
import { ReasonField } from './reason-field.tsx'
import { type Hold, holdsQuery, useSettingsChange } from './settings-api.ts'

/** Legal holds: what nothing deletes until they are ended. */
export function Holds() {
  const { t } = useWords()
  const { data: holds, error } = useQuery(holdsQuery)
  const [opening, setOpening] = useState(false)
  return (
    <section>
      <h2 className="sec">
        {t('holds.title')} <span>{t('holds.says')}</span>
      </h2>
      {error !== null && <Failed error={error} />}
      {holds?.length === 0 && <p className="soft">{t('holds.none')}</p>}
      <ul className="set-list">
        {holds
          ?.toSorted((one, other) => Number(one.ended !== null) - Number(other.ended !== null))
          .map((hold) => (
            <HoldRow key={hold.id} hold={hold} />
          ))}
      </ul>
      {opening ? (
        <HoldForm done={() => setOpening(false)} />
      ) : (
        <p>
          <button type="button" onClick={() => setOpening(true)}>
            {t('holds.begin')}
          </button>
        </p>
      )}
    </section>
  )
}

function HoldRow({ hold }: { readonly hold: Hold }) {
  const { t, format } = useWords()
  const [ending, setEnding] = useState(false)
  const [reason, setReason] = useState('')
  const end = useSettingsChange(
    () => post(`/holds/${encodeURIComponent(hold.id)}/end`, { reason: reason.trim() }),
    () => setEnding(false),
  )
  const covers = [
    ...(hold.incident === null ? [] : [hold.incident]),
    ...hold.sources.map(printable),
    ...(hold.from === null ? [] : [t('holds.from', { day: format.day(hold.from) })]),
    ...(hold.until === null ? [] : [t('holds.until', { day: format.day(hold.until) })]),
  ]
  return (
    <li className={hold.ended === null ? undefined : 'soft'}>
      <div className="row-head">
        <p>
          <b>{covers.join(', ')}</b>
          <span className="meta">
            {printable(hold.who)}, <Moment time={hold.at} />: {printable(hold.reason)}
          </span>
          {hold.ended !== null && (
            <span className="meta">
              {t('holds.ended', { who: printable(hold.ended.who), day: format.day(hold.ended.at) })}:{' '}
              {printable(hold.ended.reason)}
            </span>
          )}
        </p>
        {hold.ended === null && !ending && (
          <button type="button" className="small" onClick={() => setEnding(true)}>
            {t('holds.end')}
          </button>
        )}
      </div>
      {ending && (
        <form
          className="panel"
          aria-label={t('holds.end')}
          onSubmit={(event) => {
            event.preventDefault()
            end.mutate(undefined)
          }}
        >
          <p className="soft">{t('holds.endSays')}</p>
          <ReasonField reason={reason} set={setReason} />
          <HouseFailure error={end.error} />
          <div className="acts">
            <button type="submit" className="primary" aria-busy={end.isPending}>
              {t('holds.end')}
            </button>
            <button type="button" className="quiet" onClick={() => setEnding(false)}>
              {t('account.cancel')}
            </button>
          </div>
        </form>
      )}
    </li>
  )
}

function HoldForm({ done }: { done(): void }) {
  const { t } = useWords()
  const [incident, setIncident] = useState('')
  const [sources, setSources] = useState('')
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const [reason, setReason] = useState('')
  const begin = useSettingsChange(
    () =>
      post('/holds', {
        incident: incident.trim() === '' ? null : incident.trim(),
        sources: namesIn(sources),
        from: dayOf(from),
        until: dayOf(until),
        reason: reason.trim(),
      }),
    done,
  )
  return (
    <form
      className="panel"
      aria-label={t('holds.begin')}
      onSubmit={(event) => {
        event.preventDefault()
        begin.mutate(undefined)
      }}
    >
      <p className="soft">{t('holds.beginSays')}</p>
      <div className="pair">
        <OptionalField label={t('holds.incident')} value={incident} set={setIncident} />
        <OptionalField label={t('holds.sources')} value={sources} set={setSources} />
        <OptionalField type="date" label={t('holds.fromDay')} value={from} set={setFrom} />
        <OptionalField type="date" label={t('holds.untilDay')} value={until} set={setUntil} />
      </div>
      <ReasonField reason={reason} set={setReason} />
      <HouseFailure error={begin.error} />
      <div className="acts">
        <button type="submit" className="primary" aria-busy={begin.isPending}>
          {t('holds.begin')}
        </button>
        <button type="button" className="quiet" onClick={done}>
          {t('account.cancel')}
        </button>
      </div>
    </form>
  )
}
