import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { printable } from '../../design/printable.ts'
import { useWords } from '../../words/use-words.ts'
import { assetQuery } from '../city-api.ts'
import { harmText } from '../harm-text.ts'
import type { Thing } from './things.ts'
import { kindWords } from './twin.tsx'

/** The thing that is chosen on the map and in the list: what it is, and whom its loss hurts. */
export function ChosenCard({ thing, close }: { readonly thing: Thing; close(): void }) {
  const { t, format, language } = useWords()
  const { data } = useQuery(assetQuery(thing.id))
  const facts = [
    kindWords(thing.kind, language),
    data?.asset.zoneName ?? undefined,
    data?.asset.ownerName ?? undefined,
    data?.asset.address ?? undefined,
  ].filter((fact) => fact !== undefined)
  return (
    <section className="chosen-card" aria-label={thing.name}>
      <div className="line">
        <h3>{printable(thing.name)}</h3>
        <button type="button" className="small quiet" onClick={close}>
          {t('map.close')}
        </button>
      </div>
      <p className="meta">{facts.map(printable).join(' · ')}</p>
      {thing.state !== 'usual' && <p>{t(`map.state.${thing.state}`)}</p>}
      {data !== undefined && <p className="told">{harmText({ t, format }, data.stakes)}</p>}
      <p>
        <Link to="/city/assets/$asset" params={{ asset: thing.id }}>
          {t('map.open')}
        </Link>
      </p>
    </section>
  )
}
