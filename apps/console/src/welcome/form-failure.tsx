import { ApiFailure } from '../api/client.ts'
import { useWords } from '../words/use-words.ts'

/** Why the server said no, in its own words, with its remedy. */
export function FormFailure({ error }: { readonly error: Error | null }) {
  const { t } = useWords()
  if (error === null) return null
  // 503 with a code is an answer of ours: the identity provider is the one that is silent.
  const told = error instanceof ApiFailure && (error.kind !== 'offline' || error.code !== undefined)
  if (!(error instanceof ApiFailure)) return <Aborted error={error} />
  return (
    <div className="err" role="alert">
      <p>{told ? knownOr(error) : t('error.offline')}</p>
      {told && error.code === 'provider-unavailable' && <p className="soft wire">{error.message}</p>}
    </div>
  )

  function knownOr(failure: ApiFailure): string {
    const known = codes.find((code) => code === failure.code)
    if (known !== undefined) return t(`session.refused.${known}`)
    return failure.fix === undefined ? failure.message : `${failure.message}. ${failure.fix}.`
  }
}

/** The browser's own window was closed, or it knows no passkey here: nothing was sent. */
function Aborted({ error }: { readonly error: Error }) {
  const { t } = useWords()
  const exists = error.name === 'InvalidStateError'
  return (
    <div className="err" role="alert">
      <p>{exists ? t('account.passkeys.exists') : t('account.passkeys.aborted')}</p>
    </div>
  )
}

const codes = [
  'wrong-name-or-passphrase',
  'link-spent',
  'account-exists',
  'bad-name',
  'bad-passphrase',
  'try-again-later',
  'wrong-code',
  'wrong-passkey',
  'passkey-copied',
  'step-over',
  'confirm-needed',
  'second-factor-required',
  'no-provider',
  'provider-unavailable',
  'provider-refused',
  'no-account',
  'not-linked',
] as const
