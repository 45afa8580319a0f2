import './account.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTitle } from '../app/use-title.ts'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { accountQuery } from './own-account.ts'
import { Passkeys } from './passkeys.tsx'
import { Passphrase } from './passphrase.tsx'
import { Prove } from './prove.tsx'
import { Provider } from './provider.tsx'
import { Recovery } from './recovery.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { Sessions } from './sessions.tsx'
import { Tokens } from './tokens.tsx'
import { Totp } from './totp.tsx'

/** How the person signs in, where they are signed in, and what opens something in their name. */
export function AccountPage() {
  const { t } = useWords()
  const { data: account, error, refetch } = useQuery(accountQuery)
  const [codes, setCodes] = useState<readonly string[]>()
  useTitle(t('account.title'))
  return (
    <div className="pad account-page">
      <h1 className="title">{t('account.title')}</h1>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {account === undefined && error === null && <Loading />}
      {codes !== undefined && <RecoveryCodes codes={codes} done={() => setCodes(undefined)} />}
      {account !== undefined && codes === undefined && (
        <>
          <p className="told">{account.name}</p>
          {account.totp === null && account.passkeys.length === 0 && (
            <p className="soft">{account.required ? t('account.required') : t('account.proposed')}</p>
          )}
          {!account.fresh && <Prove hasPassphrase={account.hasPassphrase} />}
          <Totp account={account} shown={setCodes} />
          <Passkeys account={account} shown={setCodes} />
          <Recovery account={account} shown={setCodes} />
          <Passphrase account={account} />
          <Provider account={account} />
          <Sessions />
          <Tokens />
        </>
      )}
    </div>
  )
}
