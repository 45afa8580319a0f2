import { ApiFailure } from '../api/client.ts'
import { useWords } from '../words/use-words.ts'

/** Why the server said no, in its own words, with its remedy. */
export function FormFailure({ error }: { readonly error: Error | null }) {
  const { t } = useWords()
  if (error === null) return null
  const told = error instanceof ApiFailure && error.kind !== 'offline'
  return (
    <div className="err" role="alert">
      <p>{told ? knownOr(error) : t('error.offline')}</p>
    </div>
  )

  function knownOr(failure: ApiFailure): string {
    const known = codes.find((code) => code === failure.code)
    if (known !== undefined) return t(`session.refused.${known}`)
    return failure.fix === undefined ? failure.message : `${failure.message}. ${failure.fix}.`
  }
}

const codes = [
  'wrong-name-or-passphrase',
  'link-spent',
  'account-exists',
  'bad-name',
  'bad-passphrase',
  'try-again-later',
] as const
