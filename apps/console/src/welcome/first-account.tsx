import { useState } from 'react'
import type { SessionState } from '../api/contract.ts'
import { useTitle } from '../app/use-title.ts'
import { useWords } from '../words/use-words.ts'
import { Channel } from './channel.tsx'
import { useEnter } from './enter.ts'
import { PassphraseField, TextField } from './fields.tsx'
import { FormFailure } from './form-failure.tsx'
import { secretOf } from './link.ts'
import { StrengthLine } from './strength-line.tsx'

interface FirstAccountProps extends Pick<SessionState, 'channel'> {
  /** The secret of the link that was followed; without it, it is asked for. */
  readonly secret: string | undefined
  entered?(): void
}

/** The first account: the link's secret, a name, a passphrase. */
export function FirstAccount({ secret, channel, entered }: FirstAccountProps) {
  const { t } = useWords()
  const [link, setLink] = useState('')
  const [name, setName] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const enter = useEnter('/session/link', { entered })
  const held = secret ?? secretOf(link)
  useTitle(t('session.create'))
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (held !== undefined) enter.mutate({ secret: held, name, passphrase })
      }}
    >
      <h1 className="told">{t('session.welcome')}</h1>
      <Channel channel={channel} />
      {secret === undefined ? (
        <>
          <p className="soft">
            {t('session.noLink')} {t('session.noLinkFix')}
          </p>
          <TextField
            label={t('session.link')}
            hint={t('session.linkHint')}
            error={link !== '' && held === undefined ? t('session.linkBad') : undefined}
            value={link}
            set={setLink}
            autoComplete="off"
          />
        </>
      ) : (
        <p className="soft">{t('session.welcomeLink')}</p>
      )}
      <TextField
        label={t('session.name')}
        hint={t('session.nameHint')}
        value={name}
        set={setName}
        autoComplete="username"
      />
      <PassphraseField
        value={passphrase}
        set={setPassphrase}
        autoComplete="new-password"
        hint={t('session.passphraseHint')}
      >
        <StrengthLine passphrase={passphrase} name={name} />
      </PassphraseField>
      <FormFailure error={enter.error} />
      <button type="submit" className="primary" aria-busy={enter.isPending}>
        {enter.isPending ? t('session.creating') : t('session.create')}
      </button>
    </form>
  )
}
