import { useEffect, useRef } from 'react'
import { printable } from '../design/printable.ts'
import { CopyButton } from '../house/copy-button.tsx'
import { useWords } from '../words/use-words.ts'
import type { FreshSecret } from './notify-api.ts'

/** What a webhook is signed with, this once. */
export function SecretShown({ fresh: { name, secret }, done }: { readonly fresh: FreshSecret; done(): void }) {
  const { t } = useWords()
  const panel = useRef<HTMLElement>(null)
  useEffect(() => panel.current?.focus(), [])
  return (
    <section className="panel shown-once" ref={panel} tabIndex={-1} aria-labelledby="secret-title">
      <h2 className="told" id="secret-title">
        {t('notify.secretOf', { name: printable(name) })}
      </h2>
      <p className="soft">{t('notify.secretSays')}</p>
      <code className="wire">{secret}</code>
      <div className="acts">
        <CopyButton text={secret} />
        <button type="button" className="primary" onClick={done}>
          {t('notify.secretKept')}
        </button>
      </div>
    </section>
  )
}
