import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { askForPasskey, hasPasskeys } from '../account/browser-passkey.ts'
import { post } from '../api/client.ts'
import type { Step } from '../api/contract.ts'
import { useTitle } from '../app/use-title.ts'
import { useWords } from '../words/use-words.ts'
import { useEnter, useLetIn } from './enter.ts'
import { TextField } from './fields.tsx'
import { FormFailure } from './form-failure.tsx'

/** The second step: a code of the app or from paper, or a passkey. */
export function SecondStep({ methods, again }: Pick<Step, 'methods'> & { again(): void }) {
  const { t } = useWords()
  const [code, setCode] = useState('')
  const letIn = useLetIn()
  const enter = useEnter('/session/second/code')
  const byPasskey = useMutation({
    mutationFn: async () => {
      const options = await post<object>('/session/second/passkey/options', {})
      await post('/session/second/passkey', { response: await askForPasskey(options) })
    },
    onSuccess: letIn,
  })
  const codes = methods.includes('code')
  const paper = methods.includes('recovery')
  const passkey = methods.includes('passkey') && hasPasskeys()
  useTitle(t('second.title'))
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        enter.mutate({ code })
      }}
    >
      <h1 className="told">{t('second.title')}</h1>
      {!codes && !paper && !passkey && <p className="err">{t('second.none')}</p>}
      {passkey && (
        <button
          type="button"
          className={codes ? undefined : 'primary'}
          onClick={() => byPasskey.mutate()}
          aria-busy={byPasskey.isPending}
        >
          {t('second.passkey')}
        </button>
      )}
      {(codes || paper) && (
        <TextField
          label={codes ? t('second.code') : t('second.recovery')}
          hint={codes && paper ? t('second.codeHint') : undefined}
          value={code}
          set={setCode}
          autoComplete="one-time-code"
        />
      )}
      <FormFailure error={enter.error ?? byPasskey.error} />
      <div className="ways">
        {(codes || paper) && (
          <button type="submit" className={passkey && !codes ? undefined : 'primary'} aria-busy={enter.isPending}>
            {t('session.signIn')}
          </button>
        )}
        <button type="button" className="quiet" onClick={again}>
          {t('second.again')}
        </button>
      </div>
    </form>
  )
}
