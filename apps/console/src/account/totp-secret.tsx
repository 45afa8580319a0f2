import { useMemo } from 'react'
import { useWords } from '../words/use-words.ts'
import type { Enrolment } from './contract.ts'
import { qrPath } from './qr.ts'

/** The secret for an authenticator app: as a picture for its camera, and as text for typing. */
export function TotpSecret({ secret, uri }: Pick<Enrolment, 'secret' | 'uri'>) {
  const { t } = useWords()
  const { path, size } = useMemo(() => qrPath(uri), [uri])
  return (
    <div className="totp-secret">
      <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('account.totp.qr')} shapeRendering="crispEdges">
        <rect width={size} height={size} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
      <div>
        <p>{t('account.totp.scan')}</p>
        <p className="soft">{t('account.totp.type')}</p>
        <code className="wire">{secret.replace(/.{4}(?=.)/g, '$& ')}</code>
      </div>
    </div>
  )
}
