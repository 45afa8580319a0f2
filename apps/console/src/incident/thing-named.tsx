import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Incident } from '@tocsin/event'
import { observableKey } from '@tocsin/kit'
import { useMay } from '../api/may.ts'
import { assetQuery } from '../city/city-api.ts'
import { ObservableLink } from '../design/observable-link.tsx'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'

/** The asset that an incident is about, by its name, and the other names under which it was heard of. */
export function ThingNamed({ incident }: { readonly incident: Incident }) {
  const { thing, names = [] } = incident
  return (
    <>
      {thing !== undefined && <Thing id={thing} />}
      {names.length > 0 && <OtherNames names={names} />}
    </>
  )
}

function Thing({ id }: { readonly id: string }) {
  const { t } = useWords()
  const may = useMay()
  const { data } = useQuery({ ...assetQuery(id), enabled: may('city.read'), retry: false })
  // Somebody of another department is shown no name of it.
  if (data === undefined) return null
  return (
    <p>
      <span className="faint">{t('incident.thing')}</span>{' '}
      <Link to="/city/assets/$asset" params={{ asset: id }}>
        {printable(data.asset.name)}
      </Link>
    </p>
  )
}

function OtherNames({ names }: { readonly names: NonNullable<Incident['names']> }) {
  const { t } = useWords()
  return (
    <>
      <h3>{t('incident.otherNames')}</h3>
      <p className="chips">
        {names.map((one) => (
          <ObservableLink key={observableKey(one)} observable={one} />
        ))}
      </p>
    </>
  )
}
