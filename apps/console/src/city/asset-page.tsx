import './city.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { assetKindDefaults, assetKindNames } from '@tocsin/city'
import { useMay } from '../api/may.ts'
import { useTitle } from '../app/use-title.ts'
import { printable } from '../design/printable.ts'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { type AssetDetail, assetQuery, type Said, type Stakes } from './city-api.ts'
import { Change } from './city-changes.tsx'
import { LearntFacts } from './learnt-facts.tsx'
import { isSpared, peopleText } from './people-text.ts'

/** One thing of the city: who says what of it, whom its loss hurts, what happened to it. */
export function AssetPage() {
  const { t } = useWords()
  const may = useMay()
  const { asset: id } = useParams({ from: '/inside/city/assets/$asset' })
  const { data, error, refetch } = useQuery(assetQuery(id))
  useTitle(data?.asset.name ?? id)
  return (
    <div className="pad city">
      <p>
        <Link to="/city">{t('city.title')}</Link>
      </p>
      <h1 className="title">{printable(data?.asset.name ?? id)}</h1>
      <p className="acts">
        <Link to="/city" search={{ asset: id, list: 'things' }}>
          {t('map.onMap')}
        </Link>
        {may('order.manage') && (
          <>
            <Link to="/orders/new" search={{ asset: id }}>
              {t('field.declare')}
            </Link>
            <Link to="/field/label/$asset" params={{ asset: id }}>
              {t('field.labelLink')}
            </Link>
          </>
        )}
      </p>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <Detail detail={data} />}
    </div>
  )
}

function Detail({ detail: { asset, attributes, stakes, history } }: { readonly detail: AssetDetail }) {
  const { t } = useWords()
  const [first] = asset.identifiers.filter(({ scheme }) => scheme === 'ip' || scheme === 'host')
  return (
    <>
      {first !== undefined && (
        <p className="acts">
          <Link to="/search" search={{ q: first.scheme === 'ip' ? `ip:${first.value}` : `host:${first.value}` }}>
            {t('city.itsEvents')}
          </Link>
        </p>
      )}
      <section>
        <h2 className="sec">
          {t('city.stakes')} <span>{t('city.stakesSays')}</span>
        </h2>
        <StakesShown stakes={stakes} />
      </section>
      <section>
        <h2 className="sec">
          {t('city.known')} <span>{t('city.knownSays')}</span>
        </h2>
        <dl className="kv said">
          {attributes.map(({ name, shown, against }) => (
            <div key={name}>
              <dt>{wordOf(t, name)}</dt>
              <dd>
                {shown.map((one) => (
                  <SaidLine key={`${one.source} ${JSON.stringify(one.value)}`} said={one} />
                ))}
                {against.map((one) => (
                  <SaidLine key={`against ${one.source}`} said={one} against />
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <LearntFacts asset={asset.id} />
      <section>
        <h2 className="sec">{t('city.changes')}</h2>
        <ul className="changes">
          {history.map((version) => (
            <li key={version.number}>
              <Change version={version} />
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

/** Whom it hurts: each service with its people; what nobody knows is said, and is no number. */
function StakesShown({ stakes }: { readonly stakes: Stakes }) {
  const { t, format } = useWords()
  if (stakes.services.length === 0) {
    return <p className="soft">{t(isSpared(stakes.people) ? 'city.spared' : 'city.noStakes')}</p>
  }
  return (
    <>
      <p className="told">{peopleText({ t, format }, stakes.people)}</p>
      <ul className="stakes">
        {stakes.services.map(({ service, name, downAfter, people, basis }) => (
          <li key={service}>
            <b>{printable(name)}</b>{' '}
            {downAfter === null
              ? t('city.byHand')
              : downAfter === 0
                ? t('city.downNow')
                : t('city.downAfter', { n: format.count(downAfter) })}
            <span className="meta">
              {peopleText({ t, format }, people)}
              {basis === 'assumed' ? ` · ${t('city.assumed')}` : ''}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function SaidLine({ said, against = false }: { readonly said: Said; readonly against?: boolean }) {
  const { t, format, language } = useWords()
  return (
    <p className={against ? 'soft' : undefined}>
      <span>{valueText(said.value)}</span>
      <span className="meta">
        {t(`city.by.${said.confidence}`, { source: printable(said.source), day: format.day(said.time) })}
        {against ? ` · ${t('city.against')}` : ''}
      </span>
    </p>
  )

  function valueText(value: unknown): string {
    const kind = assetKindNames.find((one) => one === value)
    if (typeof value === 'string')
      return printable(kind === undefined ? value : assetKindDefaults(kind).words[language])
    if (typeof value === 'boolean') return t(value ? 'city.yes' : 'city.no')
    if (typeof value !== 'object' || value === null) return String(value)
    if ('scheme' in value && 'value' in value) return printable(`${String(value.scheme)} ${String(value.value)}`)
    if ('at' in value && Array.isArray(value.at)) return value.at.map(Number).reverse().join(', ')
    return printable(JSON.stringify(value).slice(0, 200))
  }
}

const worded = [
  'name',
  'kind',
  'zone',
  'owner',
  'place',
  'identifiers',
  'vendor',
  'model',
  'hardware',
  'firmware',
  'address',
  'supplier',
  'criticality',
  'safety',
  'failSafe',
  'standalone',
  'installed',
  'warrantyEnds',
  'supportEnds',
  'retired',
  'note',
] as const

function wordOf(t: ReturnType<typeof useWords>['t'], name: string): string {
  const known = worded.find((one) => one === name)
  return known === undefined ? name : t(`city.attribute.${known}`)
}
