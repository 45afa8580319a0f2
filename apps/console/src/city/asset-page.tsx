import './city.css'
import './segmentation.css'
import './entity/entity.css'
import '../search/search.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { assetKindDefaults, assetKindNames } from '@tocsin/city'
import { useMay } from '../api/may.ts'
import { useTitle } from '../app/use-title.ts'
import { Moment } from '../design/moment.tsx'
import { printable } from '../design/printable.ts'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { type AssetDetail, assetQuery } from './city-api.ts'
import { Change } from './city-changes.tsx'
import { Depends } from './entity/depends.tsx'
import { namesOf } from './entity/entity-api.ts'
import { EntityEvents } from './entity/entity-events.tsx'
import { EntityIncidents } from './entity/entity-incidents.tsx'
import { Identity } from './entity/identity.tsx'
import { Life } from './entity/life.tsx'
import { Neighbours } from './entity/neighbours.tsx'
import { OpenPoints } from './entity/open-points.tsx'
import { InstalledSoftware } from './entity/software.tsx'
import { Stakes } from './entity/stakes.tsx'
import { Where } from './entity/where.tsx'
import { factsQuery } from './learnt-api.ts'
import { LearntFacts } from './learnt-facts.tsx'

/** One thing of the city: who it is and who says so, where it stands, whom it speaks with, what depends on it, what happened to it. */
export function AssetPage() {
  const { t } = useWords()
  const may = useMay()
  const { asset: id } = useParams({ from: '/inside/city/assets/$asset' })
  const { data, error, refetch } = useQuery(assetQuery(id))
  useTitle(data?.asset.name ?? id)
  return (
    <div className="pad city entity">
      <p>
        <Link to="/city/inventory">{t('map.inventory')}</Link>
      </p>
      <h1 className="title">{printable(data?.asset.name ?? id)}</h1>
      {may('order.manage') && (
        <p className="acts">
          <Link to="/orders/new" search={{ asset: id }}>
            {t('field.declare')}
          </Link>
          <Link to="/field/label/$asset" params={{ asset: id }}>
            {t('field.labelLink')}
          </Link>
        </p>
      )}
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <Detail key={data.asset.id} detail={data} />}
    </div>
  )
}

function Detail({ detail: { asset, attributes, stakes, supplies, history } }: { readonly detail: AssetDetail }) {
  const { t, language } = useWords()
  const { data: facts } = useQuery(factsQuery(asset.id))
  const heard = facts?.facts.reduce((last, one) => Math.max(last, one.last), 0) ?? 0
  const kind = assetKindNames.find((one) => one === asset.kind)
  const names = namesOf(asset)
  return (
    <>
      <p className="entity-top">
        <span>{kind === undefined ? t('entity.kindUnknown') : assetKindDefaults(kind).words[language]}</span>
        <span className="id wire">{printable(asset.id)}</span>
        <span className="faint">
          {heard === 0 ? (
            t('entity.neverHeard')
          ) : (
            <>
              {t('entity.heard')} <Moment time={heard} />
            </>
          )}
        </span>
      </p>
      <div className="entity-two">
        <div>
          <Stakes stakes={stakes} />
          <EntityIncidents names={names} />
          <EntityEvents names={names} />
          <Identity asset={asset.id} attributes={attributes} />
          <Depends id={asset.id} name={asset.name} supplies={supplies} />
          <Neighbours of={{ asset: asset.id }} />
          <InstalledSoftware asset={asset.id} />
          <LearntFacts asset={asset.id} />
        </div>
        <aside aria-label={t('entity.beside')}>
          <Where asset={asset} />
          <OpenPoints asset={asset.id} questions={supplies.questions} />
          <Life attributes={attributes} />
          <section>
            <h2 className="sec">{t('city.changes')}</h2>
            <ul className="changes">
              {history.slice(0, 20).map((version) => (
                <li key={version.number}>
                  <Change version={version} />
                </li>
              ))}
            </ul>
          </section>
        </aside>
      </div>
    </>
  )
}
