import '../settings/settings.css'
import './notify.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTitle } from '../app/use-title.ts'
import { printable } from '../design/printable.ts'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { SettingsNav } from '../settings/settings-nav.tsx'
import { useWords } from '../words/use-words.ts'
import { MailServerSettings } from './mail-server.tsx'
import { type FreshSecret, notificationsQuery } from './notify-api.ts'
import { SecretShown } from './secret-shown.tsx'
import { TargetForm } from './target-form.tsx'
import { TargetRow } from './target-row.tsx'

/** Who is told of incidents, by which way, and whether it gets through. */
export function NotificationsPage() {
  const { t } = useWords()
  const { data, error, refetch } = useQuery(notificationsQuery)
  const [open, setOpen] = useState(false)
  const [secret, setSecret] = useState<FreshSecret>()
  useTitle(t('settingsPage.notifications'))
  return (
    <div className="pad settings-page notify-page">
      <SettingsNav />
      <h1 className="title">{t('notify.title')}</h1>
      <p className="soft">{t('notify.says')}</p>
      {secret !== undefined && <SecretShown fresh={secret} done={() => setSecret(undefined)} />}
      {secret === undefined && !open && (
        <p>
          <button type="button" className="primary" onClick={() => setOpen(true)}>
            {t('notify.add')}
          </button>
        </p>
      )}
      {open && (
        <TargetForm
          before={undefined}
          done={(made) => {
            setOpen(false)
            if (made !== undefined) setSecret(made)
          }}
        />
      )}
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <>
          <section>
            <h2 className="sec">{t('notify.targets')}</h2>
            {data.targets.length === 0 ? (
              <Empty says={t('notify.nobody')} />
            ) : (
              <ul className="set-list">
                {data.targets.map((one) => (
                  <TargetRow key={one.id} one={one} secretMade={setSecret} />
                ))}
              </ul>
            )}
          </section>
          <MailServerSettings mail={data.mail} />
          <section>
            <h2 className="sec">{t('notify.outgoing')}</h2>
            <p>
              {data.outgoing.hosts.length === 0
                ? t('notify.noHosts')
                : t('notify.hosts', { hosts: data.outgoing.hosts.map(printable).join(', ') })}
            </p>
            <p className="soft">{data.outgoing.private ? t('notify.private') : t('notify.public')}</p>
          </section>
        </>
      )}
    </div>
  )
}
