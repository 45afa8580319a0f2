import './field.css'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { qrPath } from '../account/qr.ts'
import { useTitle } from '../app/use-title.ts'
import { assetQuery } from '../city/city-api.ts'
import { printable } from '../design/printable.ts'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'

/** A label for a cabinet: its code opens the form that declares work on it. It holds an address and no secret. */
export function LabelPage() {
  const { t } = useWords()
  const { asset } = useParams({ from: '/inside/field/label/$asset' })
  const { data, error } = useQuery(assetQuery(asset))
  useTitle(t('field.label'))
  const url = new URL(`/orders/new?asset=${encodeURIComponent(asset)}`, location.origin).href
  const { path, size } = qrPath(url)
  return (
    <div className="pad equipment">
      <h1 className="title">{t('field.label')}</h1>
      {error !== null && <Failed error={error} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <>
          <div className="cabinet-label">
            <svg
              viewBox={`0 0 ${size} ${size}`}
              role="img"
              aria-label={t('field.labelAlt')}
              shapeRendering="crispEdges"
            >
              <rect width={size} height={size} fill="#fff" />
              <path d={path} fill="#000" />
            </svg>
            <p>
              <b>{printable(data.asset.name)}</b>
              <span>{t('field.labelSays')}</span>
            </p>
          </div>
          <p className="acts">
            <button type="button" onClick={() => window.print()}>
              {t('field.print')}
            </button>
          </p>
        </>
      )}
    </div>
  )
}
