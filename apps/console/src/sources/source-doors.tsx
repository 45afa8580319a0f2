import { useQuery } from '@tanstack/react-query'
import { put, remove } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { printable } from '../design/printable.ts'
import { HouseFailure } from '../house/house-failure.tsx'
import { type Token, tokensQuery, useSettingsChange } from '../settings/settings-api.ts'
import { useWords } from '../words/use-words.ts'
import { type Connection, connectionsQuery } from './one-source-api.ts'
import { type Profile, useSourceChange } from './sources-api.ts'

interface SourceDoorsProps {
  readonly source: string
  readonly profile: Profile | null
}

/** How records of a source come in: whose they are at a shared door, the tokens that send as it, the connections that read it. */
export function SourceDoors({ source, profile }: SourceDoorsProps) {
  const { t } = useWords()
  const may = useMay()
  const tokens = useQuery({ ...tokensQuery, enabled: may('token.manage'), retry: false }).data ?? []
  const connections = useQuery({ ...connectionsQuery, enabled: may('connection.read'), retry: false }).data ?? []
  const own = tokens.filter(
    ({ kind, sources, revokedAt, expiresAt }) =>
      kind === 'ingest' &&
      sources !== 'all' &&
      sources.includes(source) &&
      revokedAt === null &&
      expiresAt > Date.now(),
  )
  const read = connections.filter(({ connection }) => connection.source === source)
  const shared = profile?.sender == null ? undefined : { sender: printable(profile.sender), door: profile.door ?? '' }
  return (
    <section aria-labelledby="source-doors">
      <h2 className="sec" id="source-doors">
        {t('oneSource.doors')}
      </h2>
      {shared !== undefined && <p>{t('oneSource.sharedDoor', shared)}</p>}
      {shared === undefined && own.length === 0 && read.length === 0 && (
        <p className="soft">{t('oneSource.doorsNone')}</p>
      )}
      <ul className="doors">
        {own.map((token) => (
          <TokenRow key={token.id} token={token} />
        ))}
        {read.map((one) => (
          <ConnectionRow key={one.id} one={one} />
        ))}
      </ul>
    </section>
  )
}

function TokenRow({ token: { id, name, expiresAt, usedAt } }: { readonly token: Token }) {
  const { t, format } = useWords()
  const revoke = useSettingsChange(() => remove(`/tokens/${encodeURIComponent(id)}`))
  const used = usedAt === null ? t('tokens.never') : format.day(usedAt)
  return (
    <li>
      <span className="st">{t('oneSource.token')}</span>
      <span>
        <b>{printable(name)}</b>{' '}
        <span className="soft">{t('oneSource.tokenSays', { until: format.day(expiresAt), used })}</span>
      </span>
      <button
        type="button"
        className="small"
        aria-label={t('account.tokens.endIt', { name })}
        aria-busy={revoke.isPending}
        onClick={() => revoke.mutate(undefined)}
      >
        {t('account.tokens.end')}
      </button>
      <HouseFailure error={revoke.error} />
    </li>
  )
}

function ConnectionRow({ one }: { readonly one: Connection }) {
  const { t, say } = useWords()
  const may = useMay()
  const { id, origin, connection, paused, health } = one
  const change = useSourceChange(() => put(`/connections/${encodeURIComponent(id)}`, { paused: !paused }))
  return (
    <li>
      <span className={health.state === 'trouble' ? 'st stale' : 'st'}>{t('oneSource.connection')}</span>
      <span>
        <b>{printable(connection.name)}</b> <span className="wire">{connection.kind}</span>{' '}
        <span className="soft">{printable(say(health.says))}</span>
      </span>
      {origin === 'registry' && may('connection.manage') && (
        <button type="button" className="small" aria-busy={change.isPending} onClick={() => change.mutate(undefined)}>
          {t(paused ? 'oneSource.goOn' : 'oneSource.pause')}
        </button>
      )}
      <HouseFailure error={change.error} />
    </li>
  )
}
