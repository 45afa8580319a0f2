import { useState } from 'react'
import { post, remove } from '../api/client.ts'
import { TextField } from '../welcome/fields.tsx'
import { FormFailure } from '../welcome/form-failure.tsx'
import { useWords } from '../words/use-words.ts'
import type { Enrolment, OwnAccount, WithRecovery } from './contract.ts'
import { useChange } from './own-account.ts'
import { TotpSecret } from './totp-secret.tsx'

interface TotpProps {
  readonly account: OwnAccount
  shown(codes: readonly string[]): void
}

/** Codes of an authenticator app: set up, replaced, taken away. */
export function Totp({ account, shown }: TotpProps) {
  const { t, format } = useWords()
  const [begun, setBegun] = useState<Enrolment>()
  const [code, setCode] = useState('')
  const begin = useChange(() => post<Enrolment>('/account/totp', {}), setBegun)
  const close = () => {
    setBegun(undefined)
    setCode('')
  }
  const confirm = useChange(
    (enrolment: string) => post<WithRecovery>('/account/totp/confirm', { enrolment, code }),
    ({ recoveryCodes }) => {
      close()
      if (recoveryCodes.length > 0) shown(recoveryCodes)
    },
  )
  const end = useChange(() => remove('/account/totp'))
  return (
    <section>
      <h2 className="sec">
        {t('account.totp.title')} <span>{t('account.totp.says')}</span>
      </h2>
      <p className="soft">
        {account.totp === null ? t('account.totp.off') : t('account.totp.on', { day: format.day(account.totp) })}
      </p>
      {begun === undefined ? (
        <div className="acts">
          <button
            type="button"
            disabled={!account.fresh}
            aria-busy={begin.isPending}
            onClick={() => begin.mutate(undefined)}
          >
            {account.totp === null ? t('account.totp.set') : t('account.totp.replace')}
          </button>
          {account.totp !== null && (
            <button
              type="button"
              className="quiet"
              disabled={!account.fresh}
              aria-busy={end.isPending}
              onClick={() => end.mutate(undefined)}
            >
              {t('account.totp.end')}
            </button>
          )}
        </div>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            confirm.mutate(begun.enrolment)
          }}
        >
          <TotpSecret {...begun} />
          <TextField label={t('account.totp.code')} value={code} set={setCode} autoComplete="one-time-code" />
          <FormFailure error={confirm.error} />
          <div className="acts">
            <button type="submit" className="primary" aria-busy={confirm.isPending}>
              {t('account.totp.confirm')}
            </button>
            <button type="button" className="quiet" onClick={close}>
              {t('account.cancel')}
            </button>
          </div>
        </form>
      )}
      <FormFailure error={begin.error ?? end.error} />
    </section>
  )
}
