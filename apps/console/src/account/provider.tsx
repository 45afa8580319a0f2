import { post, remove } from '../api/client.ts'
import { FormFailure } from '../welcome/form-failure.tsx'
import { rememberPlace } from '../welcome/place-after.ts'
import { useWords } from '../words/use-words.ts'
import type { OwnAccount } from './contract.ts'
import { useChange } from './own-account.ts'

/** Whether the house's identity provider signs in to this account. */
export function Provider({ account }: { readonly account: OwnAccount }) {
  const { t } = useWords()
  const link = useChange(
    () => post<{ readonly url: string }>('/account/provider', {}),
    ({ url }) => {
      rememberPlace()
      location.assign(url)
    },
  )
  const unlink = useChange(() => remove('/account/provider'))
  if (account.provider === null) return null
  const { name, linked } = account.provider
  return (
    <section>
      <h2 className="sec">{name}</h2>
      <p className="soft">{linked ? t('account.provider.linked', { name }) : t('account.provider.says', { name })}</p>
      <button
        type="button"
        disabled={!account.fresh}
        aria-busy={link.isPending || unlink.isPending}
        onClick={() => (linked ? unlink.mutate(undefined) : link.mutate(undefined))}
      >
        {linked ? t('account.provider.unlink') : t('account.provider.link', { name })}
      </button>
      <FormFailure error={link.error ?? unlink.error} />
    </section>
  )
}
