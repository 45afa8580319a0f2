import { useQuery } from '@tanstack/react-query'
import { remove } from '../api/client.ts'
import { Failed } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import type { OwnToken } from './contract.ts'
import { tokensQuery, useChange } from './own-account.ts'

/** Tokens that this person made and that still open something. */
export function Tokens() {
  const { t } = useWords()
  const { data, error } = useQuery(tokensQuery)
  return (
    <section>
      <h2 className="sec">
        {t('account.tokens.title')} <span>{t('account.tokens.says')}</span>
      </h2>
      {error !== null && <Failed error={error} />}
      {data?.tokens.length === 0 && <p className="soft">{t('account.tokens.none')}</p>}
      <ul className="entries">
        {data?.tokens.map((token) => (
          <TokenRow key={token.id} token={token} />
        ))}
      </ul>
    </section>
  )
}

function TokenRow({ token }: { readonly token: OwnToken }) {
  const { t, format } = useWords()
  const end = useChange(() => remove(`/account/tokens/${token.id}`))
  return (
    <li>
      <p>
        <b>{token.name}</b>{' '}
        <span className="soft">
          {t(`account.tokens.${token.kind}`)}, {t('account.tokens.until', { day: format.day(token.expiresAt) })},{' '}
          {token.usedAt === null ? t('account.unused') : t('account.used', { day: format.day(token.usedAt) })}
        </span>
      </p>
      <button
        type="button"
        className="small"
        aria-label={t('account.tokens.endIt', { name: token.name })}
        aria-busy={end.isPending}
        onClick={() => end.mutate(undefined)}
      >
        {t('account.tokens.end')}
      </button>
    </li>
  )
}
