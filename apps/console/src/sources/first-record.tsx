import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { put } from '../api/client.ts'
import { printable } from '../design/printable.ts'
import { HouseFailure } from '../house/house-failure.tsx'
import { useWords } from '../words/use-words.ts'
import { healthQuery, type Sender, sendersQuery, useSourceChange } from './sources-api.ts'

/** What comes of a source that was just added: nothing yet, bytes that nobody understands, or its first record. */
export function FirstRecord({ source, shared }: { readonly source: string; readonly shared: string | undefined }) {
  const { t, format } = useWords()
  const [since] = useState(() => Date.now())
  const own = useQuery(sendersQuery(source)).data?.senders ?? []
  const others = useQuery({ ...sendersQuery(shared ?? source), enabled: shared !== undefined }).data?.senders ?? []
  const { data: health } = useQuery(healthQuery)
  const profile = health?.sources.find((one) => one.source === source)?.profile ?? null
  const keep = useSourceChange((change: object) =>
    put(`/sources/${encodeURIComponent(source)}/profile`, { ...plainProfile(profile), ...change }),
  )
  const good = own.find(({ events }) => events > 0)
  const odd = own.find(({ unread }) => unread !== '')
  const strangers =
    shared !== undefined && good === undefined ? others.filter(({ last }) => last > since - 60_000).slice(0, 5) : []
  return (
    <section aria-label={t('senses.watch')}>
      <h2 className="sec">{t('senses.watch')}</h2>
      <div role="status" className="watching">
        {good === undefined && odd === undefined && <p className="told">{t('senses.waits', { source })}</p>}
        {good !== undefined && (
          <p className="told">
            {t('senses.understood', { who: printable(good.sender), n: format.count(good.events) })}{' '}
            <Link to="/search" search={{ q: `source:${source}` }}>
              {t('senses.see')}
            </Link>
          </p>
        )}
        {odd !== undefined && <NotUnderstood odd={odd} change={(decoder) => keep.mutate({ decoder })} />}
        {strangers.map(({ sender }) => (
          <p key={sender}>
            {t('senses.stranger', { who: printable(sender), door: shared ?? '' })}{' '}
            <button type="button" className="small" onClick={() => keep.mutate({ sender, door: shared })}>
              {t('senses.isIt', { source })}
            </button>
          </p>
        ))}
        <HouseFailure error={keep.error} />
      </div>
    </section>
  )
}

function NotUnderstood({ odd, change }: { readonly odd: Sender; change(decoder: string): void }) {
  const { t } = useWords()
  const { sender, unread, looksLike, decoder } = odd
  return (
    <>
      <p className="told">{t('senses.notUnderstood', { who: printable(sender), as: decoder })}</p>
      <p className="wire excerpt">{printable(unread.slice(0, 160))}</p>
      {looksLike !== null && looksLike !== decoder && (
        <p>
          {t('senses.looksLike', { format: looksLike })}{' '}
          <button type="button" className="small" onClick={() => change(looksLike)}>
            {t('senses.switchTo', { format: looksLike })}
          </button>
        </p>
      )}
    </>
  )
}

/** A profile as it is sent: its source stands in the path. */
function plainProfile(profile: object | null): object {
  const { source: _, ...rest } = { source: '', ...profile }
  return rest
}
