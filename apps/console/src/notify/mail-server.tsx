import { type FormEvent, useState } from 'react'
import { put } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { printable } from '../design/printable.ts'
import { useSettingsChange } from '../settings/settings-api.ts'
import { useWords } from '../words/use-words.ts'
import { Choice, Field } from './field.tsx'
import { type MailServer, type Notifications, securities } from './notify-api.ts'
import { NotifyFailure } from './notify-failure.tsx'

/** The server that mail goes through. */
export function MailServerSettings({ mail }: Pick<Notifications, 'mail'>) {
  const { t } = useWords()
  const may = useMay()
  const [open, setOpen] = useState(false)
  const end = useSettingsChange(() => put('/notifications/mail', { server: null }))
  return (
    <section>
      <h2 className="sec">{t('notify.server')}</h2>
      <p className={mail === null ? 'soft' : undefined}>
        {mail === null
          ? t('notify.noServer')
          : t('notify.serverIs', {
              host: printable(mail.server.host),
              port: mail.server.port,
              security: t(`notify.security.${mail.server.security}`),
              from: printable(mail.server.from),
            })}
      </p>
      {may('notification.manage') && !open && (
        <div className="acts">
          <button type="button" onClick={() => setOpen(true)}>
            {mail === null ? t('notify.setServer') : t('notify.changeServer')}
          </button>
          {mail !== null && (
            <button type="button" className="quiet" aria-busy={end.isPending} onClick={() => end.mutate(undefined)}>
              {t('notify.dropServer')}
            </button>
          )}
        </div>
      )}
      <NotifyFailure error={end.error} />
      {open && <ServerForm mail={mail} done={() => setOpen(false)} />}
    </section>
  )
}

function ServerForm({ mail, done }: Pick<Notifications, 'mail'> & { done(): void }) {
  const { t } = useWords()
  const [host, setHost] = useState(mail?.server.host ?? '')
  const [port, setPort] = useState(String(mail?.server.port ?? 587))
  const [security, setSecurity] = useState<MailServer['security']>(mail?.server.security ?? 'starttls')
  const [from, setFrom] = useState(mail?.server.from ?? '')
  const [user, setUser] = useState(mail?.server.user ?? '')
  const [password, setPassword] = useState('')
  const [authority, setAuthority] = useState(mail?.server.authority ?? '')
  const save = useSettingsChange(
    () =>
      put('/notifications/mail', {
        server: {
          host: host.trim(),
          port: Number(port),
          security,
          from: from.trim(),
          user: user.trim() === '' ? null : user.trim(),
          authority: authority.trim() === '' ? null : authority,
        },
        ...(password === '' ? {} : { password }),
      }),
    done,
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(undefined)
  }
  return (
    <form className="panel" aria-label={t('notify.server')} onSubmit={submit}>
      <div className="pair">
        <Field label={t('notify.host')} longest={253} value={host} set={setHost} />
        <Field label={t('notify.port')} kind="number" value={port} set={setPort} />
      </div>
      <Choice<MailServer['security']>
        label={t('notify.securityOf')}
        value={security}
        choices={securities.map((one) => [one, t(`notify.security.${one}`)] as const)}
        choose={setSecurity}
      />
      <Field label={t('notify.sender')} hint={t('notify.senderHint')} longest={254} value={from} set={setFrom} />
      <div className="pair">
        <Field label={t('notify.user')} hint={t('notify.userHint')} optional longest={254} value={user} set={setUser} />
        <Field
          label={t('notify.password')}
          hint={mail?.hasPassword === true ? t('notify.passwordKept') : t('notify.passwordHint')}
          optional
          kind="password"
          longest={1024}
          value={password}
          set={setPassword}
        />
      </div>
      <details>
        <summary>{t('notify.authority')}</summary>
        <Field
          label={t('notify.authority')}
          hint={t('notify.authorityHint')}
          optional
          lines
          longest={65_536}
          value={authority}
          set={setAuthority}
        />
      </details>
      <NotifyFailure error={save.error} />
      <div className="acts">
        <button type="submit" className="primary" aria-busy={save.isPending}>
          {t('notify.keep')}
        </button>
        <button type="button" className="quiet" onClick={done}>
          {t('account.cancel')}
        </button>
      </div>
    </form>
  )
}
