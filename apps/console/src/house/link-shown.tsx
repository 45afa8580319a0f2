import { useEffect, useRef } from 'react'
import { useWords } from '../words/use-words.ts'
import { CopyButton } from './copy-button.tsx'
import type { Invited } from './house-api.ts'

/** The link that lets somebody choose a passphrase: shown once, to be handed over in person or by a safe way. */
export function LinkShown({ invited: { account, link, hours }, done }: { readonly invited: Invited; done(): void }) {
  const { t } = useWords()
  const panel = useRef<HTMLElement>(null)
  useEffect(() => panel.current?.focus(), [])
  return (
    <section className="link-shown" ref={panel} tabIndex={-1} aria-labelledby="link-title">
      <h2 className="told" id="link-title">
        {t('house.link.title', { name: account.name })}
      </h2>
      <p className="soft">{t('house.link.says', { count: hours })}</p>
      <code className="wire">{link}</code>
      <div className="acts">
        <CopyButton text={link} />
        <button type="button" className="primary" onClick={done}>
          {t('house.link.done')}
        </button>
      </div>
    </section>
  )
}
