import { useMutation } from '@tanstack/react-query'
import { askForPasskey, hasPasskeys } from '../account/browser-passkey.ts'
import { post } from '../api/client.ts'
import type { SessionState } from '../api/contract.ts'
import { useWords } from '../words/use-words.ts'
import { useLetIn } from './enter.ts'
import { FormFailure } from './form-failure.tsx'
import { rememberPlace } from './place-after.ts'

/** A passkey, and the house's identity provider, where there are any. */
export function OtherWays({ passkeys, provider }: Pick<SessionState, 'passkeys' | 'provider'>) {
  const { t } = useWords()
  const letIn = useLetIn()
  const byPasskey = useMutation({
    mutationFn: async () => {
      const options = await post<object>('/session/passkey/options', {})
      await post('/session/passkey', { response: await askForPasskey(options) })
    },
    onSuccess: letIn,
  })
  const byProvider = useMutation({
    mutationFn: () => post<{ readonly url: string }>('/session/provider', {}),
    onSuccess: ({ url }) => {
      rememberPlace()
      location.assign(url)
    },
  })
  const offersPasskey = passkeys && hasPasskeys()
  if (!offersPasskey && provider === null) return null
  return (
    <div className="ways">
      {offersPasskey && (
        <button type="button" onClick={() => byPasskey.mutate()} aria-busy={byPasskey.isPending}>
          {t('session.withPasskey')}
        </button>
      )}
      {provider !== null && (
        <button type="button" onClick={() => byProvider.mutate()} aria-busy={byProvider.isPending}>
          {t('session.withProvider', { provider })}
        </button>
      )}
      <FormFailure error={byPasskey.error ?? byProvider.error} />
    </div>
  )
}
