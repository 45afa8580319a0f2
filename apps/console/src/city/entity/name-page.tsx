import '../city.css'
import '../segmentation.css'
import './entity.css'
import '../../search/search.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { parseObservableKey } from '@tocsin/kit'
import { useMay } from '../../api/may.ts'
import { useTitle } from '../../app/use-title.ts'
import { ObservableChip } from '../../design/observable-chip.tsx'
import { printable } from '../../design/printable.ts'
import { Empty, Loading } from '../../design/states.tsx'
import { useWords } from '../../words/use-words.ts'
import { recognisedQuery } from './entity-api.ts'
import { EntityEvents } from './entity-events.tsx'
import { EntityIncidents } from './entity-incidents.tsx'
import { Neighbours } from './neighbours.tsx'

/** A host, an address, an account or a device by the name that events give it: the thing that it is, or all that is known of the name alone. */
export function NamePage() {
  const { t } = useWords()
  const may = useMay()
  const { name } = useParams({ from: '/inside/city/names/$name' })
  const observable = parseObservableKey(name)
  const title = observable?.value ?? name
  useTitle(title)
  const { data } = useQuery({
    ...recognisedQuery(observable ?? { kind: 'host', value: '' }),
    enabled: observable !== undefined && may('city.read'),
  })
  const assets = data?.recognised.flatMap((one) => one.assets) ?? []
  return (
    <div className="pad city entity">
      <p>
        <Link to="/city/inventory">{t('map.inventory')}</Link>
      </p>
      <h1 className="title">{printable(title)}</h1>
      {observable === undefined && <Empty says={t('entity.noName')} />}
      {observable !== undefined && (
        <>
          <p className="entity-top">
            <ObservableChip observable={observable} />
          </p>
          {data === undefined && may('city.read') && !name.includes(',') && <Loading />}
          {assets.length > 0 ? (
            <section>
              <h2 className="sec">
                {t('entity.itIs')} {assets.length > 1 && <span>{t('entity.claimed')}</span>}
              </h2>
              <ul className="open-points">
                {assets.map(({ id, name: called, zoneName, ownerName }) => (
                  <li key={id}>
                    <Link to="/city/assets/$asset" params={{ asset: id }}>
                      {printable(called)}
                    </Link>
                    <span className="meta">
                      {[zoneName, ownerName].flatMap((one) => (one === null ? [] : [printable(one)])).join(' · ')}
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          ) : (
            data !== undefined && <p className="told">{t('entity.noAsset')}</p>
          )}
          <EntityIncidents names={[observable]} />
          <EntityEvents names={[observable]} />
          {observable.kind === 'address' && may('city.read') && <Neighbours of={{ end: observable.value }} />}
        </>
      )}
    </div>
  )
}
