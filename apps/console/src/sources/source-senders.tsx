import { useQuery } from '@tanstack/react-query'
import { post, put } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { MomentColumn } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { HouseFailure } from '../house/house-failure.tsx'
import { useWords } from '../words/use-words.ts'
import { type Profile, type Sender, sendersQuery, useSourceChange } from './sources-api.ts'

interface SourceSendersProps {
  readonly source: string
  readonly profile: Profile | null
}

/** Who sends as a source: how much, how its clock goes, and what of it could not be read. */
export function SourceSenders({ source, profile }: SourceSendersProps) {
  const { t, format } = useWords()
  const senders = useQuery(sendersQuery(source)).data?.senders ?? []
  return (
    <section aria-labelledby="source-senders">
      <h2 className="sec" id="source-senders">
        {t('oneSource.senders')} <span>{format.count(senders.length)}</span>
      </h2>
      {senders.length === 0 && <p className="soft">{t('oneSource.nobody')}</p>}
      {senders.length > 0 && (
        <ul className="senders">
          {senders.slice(0, 100).map((one) => (
            <SenderRow key={one.sender} source={source} one={one} profile={profile} />
          ))}
        </ul>
      )}
    </section>
  )
}

function SenderRow({ source, one, profile }: SourceSendersProps & { readonly one: Sender }) {
  const { t, format } = useWords()
  const { sender, decoder, last, events, refused, aheadSeconds, declined, zone } = one
  return (
    <li>
      <span className="wire">{sender === '' ? '–' : printable(sender)}</span>
      <MomentColumn time={last} />
      <dl>
        <div>
          <dt>{t('oneSource.format')}</dt>
          <dd className="wire">{printable(decoder)}</dd>
        </div>
        <div>
          <dt>{t('oneSource.records')}</dt>
          <dd>{format.count(events)}</dd>
        </div>
        <div>
          <dt>{t('oneSource.unreadable')}</dt>
          <dd>{format.count(refused)}</dd>
        </div>
        <div>
          <dt>{t('oneSource.clock')}</dt>
          <dd>
            {clockWords(aheadSeconds)}
            {zone !== null && ` · ${zone}`}
            {declined !== null && ` · ${t('oneSource.declined', { span: format.span(Math.abs(declined) * 60_000) })}`}
          </dd>
        </div>
      </dl>
      <Proposed source={source} one={one} />
      <Unread source={source} one={one} profile={profile} />
    </li>
  )

  /** Batching and the way here make a second or two: that is right. */
  function clockWords(seconds: number | null): string {
    if (seconds === null) return t('oneSource.clockNone')
    if (Math.abs(seconds) < 3) return t('oneSource.clockRight')
    const span = format.span(Math.abs(seconds) * 1000)
    return seconds > 0 ? t('oneSource.clockAhead', { span }) : t('oneSource.clockAt', { span })
  }
}

/** A constant offset, and what to do about it. */
function Proposed({ source, one: { sender, offset } }: { readonly source: string; readonly one: Sender }) {
  const { t, format } = useWords()
  const may = useMay()
  const path = `/sources/${encodeURIComponent(source)}/zone`
  const accept = useSourceChange((zone: string) => put(path, { sender, zone }))
  const leave = useSourceChange(() => post(`${path}/decline`, { sender }))
  if (offset === null) return null
  const { minutes, zone } = offset
  const said = { who: sender === '' ? source : printable(sender), hours: format.count(Math.abs(minutes) / 60) }
  return (
    <div className="offset">
      <p>
        {t(minutes > 0 ? 'senses.ahead' : 'senses.behind', said)}{' '}
        {zone === null ? t('senses.wrongClock') : t('senses.zone', { zone })}
      </p>
      {may('source.manage') && (
        <p className="acts">
          {zone !== null && (
            <button type="button" className="small" aria-busy={accept.isPending} onClick={() => accept.mutate(zone)}>
              {t('senses.accept', { zone })}
            </button>
          )}
          <button
            type="button"
            className="small quiet"
            aria-busy={leave.isPending}
            onClick={() => leave.mutate(undefined)}
          >
            {t('oneSource.leave')}
          </button>
        </p>
      )}
      <HouseFailure error={accept.error ?? leave.error} />
    </div>
  )
}

/** The newest bytes that nobody understood, and the format that they look like. */
function Unread({ source, one, profile }: SourceSendersProps & { readonly one: Sender }) {
  const { t } = useWords()
  const may = useMay()
  const { unread, looksLike, decoder } = one
  const change = useSourceChange((wanted: string) => {
    const { source: _, ...kept } = { source: '', ...profile }
    return put(`/sources/${encodeURIComponent(source)}/profile`, { ...kept, decoder: wanted })
  })
  if (unread === '') return null
  return (
    <div className="unread">
      <p className="meta">{t('oneSource.unread')}</p>
      <p className="wire excerpt">{printable(unread)}</p>
      {looksLike !== null && looksLike !== decoder && (
        <p className="acts">
          {t('senses.looksLike', { format: looksLike })}{' '}
          {may('source.manage') && (
            <button
              type="button"
              className="small"
              aria-busy={change.isPending}
              onClick={() => change.mutate(looksLike)}
            >
              {t('senses.switchTo', { format: looksLike })}
            </button>
          )}
        </p>
      )}
      <HouseFailure error={change.error} />
    </div>
  )
}
