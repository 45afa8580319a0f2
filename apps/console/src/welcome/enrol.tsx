import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Enrolment } from '../account/contract.ts'
import { RecoveryCodes } from '../account/recovery-codes.tsx'
import { TotpSecret } from '../account/totp-secret.tsx'
import { post } from '../api/client.ts'
import { useTitle } from '../app/use-title.ts'
import { Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { useLetIn } from './enter.ts'
import { TextField } from './fields.tsx'
import { FormFailure } from './form-failure.tsx'

/** The role needs a second factor and the account has none: it is set up before the person comes in. */
export function Enrol({ again }: { again(): void }) {
  const { t } = useWords()
  const [code, setCode] = useState('')
  const letIn = useLetIn()
  const begun = useQuery({
    queryKey: ['enrol'],
    queryFn: () => post<Enrolment>('/session/second/enrol', {}),
    gcTime: 0,
    retry: false,
  })
  const confirm = useMutation({
    mutationFn: (enrolment: string) =>
      post<{ readonly recoveryCodes: readonly string[] }>('/session/second/enrol/confirm', { enrolment, code }),
  })
  useTitle(t('second.enrol'))
  if (confirm.data !== undefined) {
    return <RecoveryCodes codes={confirm.data.recoveryCodes} done={() => void letIn()} />
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (begun.data !== undefined) confirm.mutate(begun.data.enrolment)
      }}
    >
      <h1 className="told">{t('second.enrolSays')}</h1>
      {begun.isPending && <Loading />}
      {begun.data !== undefined && (
        <>
          <TotpSecret {...begun.data} />
          <TextField label={t('account.totp.code')} value={code} set={setCode} autoComplete="one-time-code" />
        </>
      )}
      <FormFailure error={begun.error ?? confirm.error} />
      <div className="ways">
        <button type="submit" className="primary" aria-busy={confirm.isPending}>
          {t('account.totp.confirm')}
        </button>
        <button type="button" className="quiet" onClick={again}>
          {t('second.again')}
        </button>
      </div>
    </form>
  )
}
