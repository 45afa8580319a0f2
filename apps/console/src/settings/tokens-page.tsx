import './settings.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { remove } from '../api/client.ts'
import { useTitle } from '../app/use-title.ts'
import { printable } from '../design/printable.ts'
import { Failed, Loading } from '../design/states.tsx'
import { roles } from '../house/house-api.ts'
import { HouseFailure } from '../house/house-failure.tsx'
import { useWords } from '../words/use-words.ts'
import { type Issued, type Token, tokensQuery, useSettingsChange } from './settings-api.ts'
import { SettingsNav } from './settings-nav.tsx'
import { TokenForm } from './token-form.tsx'
import { TokenShown } from './token-shown.tsx'

/** What programs come in with: tokens that send events, and tokens that use the API. */
export function TokensPage() {
  const { t, format } = useWords()
  const { data: tokens, error, refetch } = useQuery(tokensQuery)
  const [issued, setIssued] = useState<Issued>()
  useTitle(t('settingsPage.tokens'))
  const open = (tokens ?? []).filter(({ revokedAt, expiresAt }) => revokedAt === null && expiresAt > Date.now())
  const over = (tokens ?? []).filter((token) => !open.includes(token))
  return (
    <div className="pad settings-page">
      <SettingsNav />
      <h1 className="title">{t('tokens.title')}</h1>
      <p className="soft">{t('tokens.says')}</p>
      {issued === undefined ? (
        <TokenForm issued={setIssued} />
      ) : (
        <TokenShown issued={issued} done={() => setIssued(undefined)} />
      )}
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {tokens === undefined && error === null && <Loading />}
      {tokens !== undefined && (
        <section>
          <h2 className="sec">
            {t('tokens.open')} <span>{format.count(open.length)}</span>
          </h2>
          <ul className="set-list">
            {open.map((token) => (
              <TokenRow key={token.id} token={token} />
            ))}
          </ul>
        </section>
      )}
      {over.length > 0 && (
        <details>
          <summary>{t('tokens.over', { count: over.length, n: format.count(over.length) })}</summary>
          <ul className="set-list soft">
            {over.map((token) => (
              <TokenRow key={token.id} token={token} />
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

function TokenRow({ token }: { readonly token: Token }) {
  const { t, format } = useWords()
  const { id, kind, name, sources, role, createdBy, createdAt, expiresAt, usedAt, revokedAt } = token
  const revoke = useSettingsChange(() => remove(`/tokens/${encodeURIComponent(id)}`))
  const known = ([...roles, 'machine'] as const).find((one) => one === role)
  const what =
    kind === 'api'
      ? t('tokens.actsAs', { role: known === undefined ? (role ?? '') : t(`role.${known}`) })
      : sources === 'all'
        ? t('tokens.sendsAll')
        : t('tokens.sendsAs', { sources: sources.map(printable).join(', ') })
  return (
    <li>
      <div className="row-head">
        <p>
          <b>{printable(name)}</b>
          <span className="meta">{what}</span>
        </p>
        <dl>
          <div>
            <dt>{t('tokens.used')}</dt>
            <dd className={usedAt === null ? 'soft' : undefined}>
              {usedAt === null ? t('tokens.never') : format.day(usedAt)}
            </dd>
          </div>
          <div>
            <dt>{revokedAt === null ? t('tokens.until') : t('tokens.revoked')}</dt>
            <dd>{format.day(revokedAt ?? expiresAt)}</dd>
          </div>
          <div>
            <dt>{t('tokens.made')}</dt>
            <dd title={printable(createdBy)}>{format.day(createdAt)}</dd>
          </div>
        </dl>
        {revokedAt === null && (
          <button
            type="button"
            className="small"
            aria-label={t('account.tokens.endIt', { name })}
            aria-busy={revoke.isPending}
            onClick={() => revoke.mutate(undefined)}
          >
            {t('account.tokens.end')}
          </button>
        )}
      </div>
      <HouseFailure error={revoke.error} />
    </li>
  )
}
