import { post } from '../api/client.ts'
import { FormFailure } from '../welcome/form-failure.tsx'
import { useWords } from '../words/use-words.ts'
import type { OwnAccount, WithRecovery } from './contract.ts'
import { useChange } from './own-account.ts'

/** How many recovery codes are left, and new ones. */
export function Recovery({ account, shown }: { readonly account: OwnAccount; shown(codes: readonly string[]): void }) {
  const { t } = useWords()
  const renew = useChange(
    () => post<WithRecovery>('/account/recovery-codes', {}),
    ({ recoveryCodes }) => shown(recoveryCodes),
  )
  if (account.totp === null && account.passkeys.length === 0) return null
  return (
    <section>
      <h2 className="sec">
        {t('account.recovery.title')} <span>{t('account.recovery.says')}</span>
      </h2>
      <p className={account.recoveryLeft < 3 ? 'told' : 'soft'}>
        {t('account.recovery.left', { count: account.recoveryLeft })}
      </p>
      <button
        type="button"
        disabled={!account.fresh}
        aria-busy={renew.isPending}
        onClick={() => renew.mutate(undefined)}
      >
        {t('account.recovery.renew')}
      </button>
      <FormFailure error={renew.error} />
    </section>
  )
}
