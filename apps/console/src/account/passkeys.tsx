import { useState } from 'react'
import { post, put, remove } from '../api/client.ts'
import { TextField } from '../welcome/fields.tsx'
import { FormFailure } from '../welcome/form-failure.tsx'
import { useWords } from '../words/use-words.ts'
import { hasPasskeys, makePasskey } from './browser-passkey.ts'
import type { OwnAccount, Passkey, WithRecovery } from './contract.ts'
import { useChange } from './own-account.ts'

interface PasskeysProps {
  readonly account: OwnAccount
  shown(codes: readonly string[]): void
}

/** Passkeys: made in this browser, named, removed. */
export function Passkeys({ account, shown }: PasskeysProps) {
  const { t } = useWords()
  const [name, setName] = useState<string>()
  const make = useChange(
    async (chosen: string) => {
      const begun = await post<{ readonly ceremony: string; readonly options: object }>('/account/passkeys/options', {})
      const response = await makePasskey(begun.options)
      return post<WithRecovery>('/account/passkeys', { ceremony: begun.ceremony, name: chosen, response })
    },
    ({ recoveryCodes }) => {
      setName(undefined)
      if (recoveryCodes.length > 0) shown(recoveryCodes)
    },
  )
  const possible = account.passkeysHere && hasPasskeys()
  return (
    <section>
      <h2 className="sec">
        {t('account.passkeys.title')} <span>{t('account.passkeys.says')}</span>
      </h2>
      {account.passkeys.length > 0 && (
        <ul className="entries">
          {account.passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} fresh={account.fresh} />
          ))}
        </ul>
      )}
      {!possible && <p className="soft">{t('account.passkeys.notHere')}</p>}
      {possible && name === undefined && (
        <button type="button" disabled={!account.fresh} onClick={() => setName('')}>
          {t('account.passkeys.make')}
        </button>
      )}
      {possible && name !== undefined && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            make.mutate(name)
          }}
        >
          <TextField
            label={t('account.passkeys.name')}
            hint={t('account.passkeys.nameHint')}
            value={name}
            set={setName}
            autoComplete="off"
          />
          <FormFailure error={make.error} />
          <div className="acts">
            <button type="submit" className="primary" aria-busy={make.isPending}>
              {t('account.passkeys.make')}
            </button>
            <button type="button" className="quiet" onClick={() => setName(undefined)}>
              {t('account.cancel')}
            </button>
          </div>
        </form>
      )}
    </section>
  )
}

function PasskeyRow({ passkey, fresh }: { readonly passkey: Passkey; readonly fresh: boolean }) {
  const { t, format } = useWords()
  const [name, setName] = useState<string>()
  const rename = useChange(
    (chosen: string) => put(`/account/passkeys/${passkey.id}`, { name: chosen }),
    () => setName(undefined),
  )
  const end = useChange(() => remove(`/account/passkeys/${passkey.id}`))
  return (
    <li>
      {name === undefined ? (
        <>
          <p>
            <b>{passkey.name}</b>{' '}
            <span className="soft">
              {passkey.host}, {t('account.since', { day: format.day(passkey.createdAt) })},{' '}
              {passkey.usedAt === null ? t('account.unused') : t('account.used', { day: format.day(passkey.usedAt) })}
            </span>
          </p>
          <div className="acts">
            <button
              type="button"
              className="small"
              aria-label={t('account.passkeys.renameIt', { name: passkey.name })}
              onClick={() => setName(passkey.name)}
            >
              {t('account.passkeys.rename')}
            </button>
            <button
              type="button"
              className="small"
              aria-label={t('account.passkeys.removeIt', { name: passkey.name })}
              disabled={!fresh}
              aria-busy={end.isPending}
              onClick={() => end.mutate(undefined)}
            >
              {t('account.passkeys.remove')}
            </button>
          </div>
        </>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            rename.mutate(name)
          }}
        >
          <TextField label={t('account.passkeys.name')} value={name} set={setName} autoComplete="off" />
          <div className="acts">
            <button type="submit" aria-busy={rename.isPending}>
              {t('account.passkeys.rename')}
            </button>
            <button type="button" className="quiet" onClick={() => setName(undefined)}>
              {t('account.cancel')}
            </button>
          </div>
        </form>
      )}
      {passkey.copiedAt !== null && (
        <p className="err">{t('account.passkeys.copied', { day: format.day(passkey.copiedAt) })}</p>
      )}
      <FormFailure error={rename.error ?? end.error} />
    </li>
  )
}
