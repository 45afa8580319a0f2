import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { assetKindDefaults, assetKindNames } from '@tocsin/city'
import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { Glyph } from '../../design/glyph.tsx'
import { printable } from '../../design/printable.ts'
import { Segmented } from '../../design/segmented.tsx'
import { SeverityMark } from '../../design/severity-mark.tsx'
import { useWords } from '../../words/use-words.ts'
import type { IncidentHere } from './open-incidents.ts'
import type { Places } from './places-api.ts'
import { isOdd, type Thing } from './things.ts'
import { useZonePairs } from './use-flows.ts'

export const lists = ['incidents', 'things', 'zones', 'services', 'flows'] as const
export type ListName = (typeof lists)[number]

interface TwinProps {
  readonly list: ListName
  readonly places: Places
  /** All things, and those that the filters leave. */
  readonly things: readonly Thing[]
  readonly shown: readonly Thing[]
  readonly incidents: readonly IncidentHere[]
  readonly chosen: string | undefined
  readonly pick: RefObject<HTMLDivElement | null>
  choose(id: string): void
  show(list: ListName): void
  narrow(to: { readonly zone?: string; readonly service?: string }): void
}

/** The map as a list: the same things, chosen together. */
export function Twin(props: TwinProps) {
  const { t, format } = useWords()
  const { list, things, shown, show } = props
  const odd = shown.filter(isOdd).length
  return (
    <>
      <div className="twin-head">
        <h2>{t('map.list')}</h2>
        <span className="meta">
          {t('map.odd', { count: odd, odd: format.count(odd), n: format.count(things.length) })}
        </span>
      </div>
      <Segmented
        label={t('map.lists')}
        value={list}
        choices={lists.map((one) => [one, t(`map.tab.${one}`)] as const)}
        choose={show}
      />
      {list === 'things' && <Things {...props} />}
      {list === 'incidents' && <Incidents {...props} />}
      {list === 'zones' && <Zones {...props} />}
      {list === 'services' && <Services {...props} />}
      {list === 'flows' && <Flows {...props} />}
    </>
  )
}

/** A row is as high as a finger is wide. */
const rowHigh = 48

function Things({ shown, places, chosen, choose, pick }: TwinProps) {
  const { t, language } = useWords()
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => pick.current,
    estimateSize: () => rowHigh,
    getItemKey: (index) => shown[index]?.id ?? index,
    overscan: 10,
  })
  const at = chosen === undefined ? -1 : shown.findIndex(({ id }) => id === chosen)
  const seen = useRef(-1)
  useEffect(() => {
    if (at !== -1 && at !== seen.current) virtual.scrollToIndex(at, { align: 'auto' })
    seen.current = at
  }, [at, virtual])
  if (shown.length === 0) return <p className="soft none">{t('map.none')}</p>
  return (
    <div ref={pick} className="twin-list">
      <ul style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const thing = shown[index]
          if (thing === undefined) return null
          return (
            <li key={key} style={{ transform: `translateY(${start}px)`, height: rowHigh }}>
              <Row current={thing.id === chosen} choose={() => choose(thing.id)}>
                <b title={printable(thing.name)}>
                  <State thing={thing} /> {printable(thing.name)}
                </b>
                <span className="meta">
                  {[kindWords(thing.kind, language), places.zones[thing.zone]?.name]
                    .filter((part) => part !== undefined)
                    .map((part) => printable(part))
                    .join(' · ')}
                  {thing.state === 'usual' ? '' : ` · ${t(`map.state.${thing.state}`)}`}
                </span>
              </Row>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function Incidents({ incidents, chosen, things, choose, pick }: TwinProps) {
  const { t, say } = useWords()
  if (incidents.length === 0) return <p className="soft none">{t('map.noIncidents')}</p>
  const nameOf = (id: string) => things.find((thing) => thing.id === id)?.name ?? id
  return (
    <div ref={pick} className="twin-list">
      <ul className="plain">
        {incidents.map(({ incident, assets }) => {
          const [first] = assets
          return (
            <li key={incident.id}>
              <div className={first !== undefined && first === chosen ? 'row current' : 'row'}>
                <span className="line">
                  <SeverityMark severity={incident.severity} />
                  <Link to="/incidents/$id" params={{ id: incident.id }}>
                    {incident.id}
                  </Link>
                </span>
                <span>{printable(say(incident.story))}</span>
                {first === undefined ? (
                  <span className="meta">{t('map.elsewhere')}</span>
                ) : (
                  <button type="button" className="small quiet" onClick={() => choose(first)}>
                    {printable(nameOf(first))}
                  </button>
                )}
              </div>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function Zones({ places, things, narrow, pick }: TwinProps) {
  const { t } = useWords()
  if (places.zones.length === 0) return <p className="soft none">{t('map.noZones')}</p>
  const counts = countsBy(things)
  const zones = places.zones
    .map(({ id, name }, index) => ({ id, name, ...(counts.get(index) ?? { count: 0, odd: 0 }) }))
    .sort((a, b) => b.odd - a.odd || b.count - a.count)
  return (
    <div ref={pick} className="twin-list">
      <ul className="plain">
        {zones.map(({ id, name, count, odd }) => (
          <li key={id}>
            <Row current={false} choose={() => narrow({ zone: id })}>
              <b>{printable(name)}</b>
              <Counts count={count} odd={odd} />
            </Row>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Services({ places, things, narrow, pick }: TwinProps) {
  const { t } = useWords()
  if (places.services.length === 0) return <p className="soft none">{t('map.noServices')}</p>
  const isOddAt = (index: number) => {
    const thing = things[index]
    return thing !== undefined && isOdd(thing)
  }
  const services = places.services
    .map(({ id, name, assets }) => ({ id, name, count: assets.length, odd: assets.filter(isOddAt).length }))
    .sort((a, b) => b.odd - a.odd || b.count - a.count)
  return (
    <div ref={pick} className="twin-list">
      <ul className="plain">
        {services.map(({ id, name, count, odd }) => (
          <li key={id}>
            <Row current={false} choose={() => narrow({ service: id })}>
              <b>{printable(name)}</b>
              <Counts count={count} odd={odd} />
            </Row>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** From zone to zone, what has no conduit first; each leads to its cell of the segmentation. */
function Flows({ places, pick }: TwinProps) {
  const { t, format } = useWords()
  const names = new Map(places.zones.map(({ id, name }) => [id, printable(name)]))
  const pairs = useZonePairs(true)
    .map(({ from, to, within, meant, without }) => ({ from, to, without, count: within + meant + without }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.without - a.without || b.count - a.count)
  if (pairs.length === 0) return <p className="soft none">{t('map.noFlows')}</p>
  return (
    <div ref={pick} className="twin-list">
      <ul className="plain">
        {pairs.map(({ from, to, count, without }) => (
          <li key={`${from} ${to}`}>
            <Link className="row" to="/city/segmentation" search={{ from, to }}>
              <b>
                {names.get(from) ?? from} → {names.get(to) ?? to}
              </b>
              <span className="meta">
                {without > 0 && <Glyph severity="high" />}
                {t('map.flows', { count, n: format.count(count) })}
                {without > 0 ? ` · ${t('map.flowsWithout', { count: without, n: format.count(without) })}` : ''}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Counts({ count, odd }: { readonly count: number; readonly odd: number }) {
  const { t, format } = useWords()
  return (
    <span className="meta">
      {t('map.count', { count, n: format.count(count) })}
      {odd > 0 ? ` · ${t('map.countOdd', { count: odd, n: format.count(odd) })}` : ''}
    </span>
  )
}

interface RowProps {
  readonly current: boolean
  choose(): void
  readonly children: ReactNode
}

function Row({ current, choose, children }: RowProps) {
  return (
    <button type="button" className="row" aria-current={current ? 'true' : undefined} onClick={choose}>
      {children}
    </button>
  )
}

/** The sign of what is abnormal; what is usual has none. */
function State({ thing: { incident, state } }: { readonly thing: Thing }) {
  if (incident !== undefined) return <Glyph severity={incident} />
  if (state === 'usual') return null
  return <span className={`dot ${state}`} aria-hidden="true" />
}

export function kindWords(kind: string | undefined, language: 'en' | 'fr'): string | undefined {
  const known = assetKindNames.find((one) => one === kind)
  return known === undefined ? kind : assetKindDefaults(known).words[language]
}

function countsBy(things: readonly Thing[]): ReadonlyMap<number, { readonly count: number; readonly odd: number }> {
  const counts = new Map<number, { count: number; odd: number }>()
  for (const thing of things) {
    const of = counts.get(thing.zone) ?? { count: 0, odd: 0 }
    of.count++
    if (isOdd(thing)) of.odd++
    counts.set(thing.zone, of)
  }
  return counts
}
