import './at-stake.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Finding, Incident } from '@tocsin/event'
import { observableKey } from '@tocsin/kit'
import { get } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'
import type { Stakes } from './city-api.ts'
import { harmText } from './harm-text.ts'
import type { Amount } from './people-text.ts'

/** What of an incident the city knows. */
export interface AtStake {
  readonly assets: readonly AssetNamed[]
  readonly services: Stakes['services']
  readonly people: Amount
  readonly stands: Stakes['stands']
  readonly carriers: Stakes['carriers']
}

interface AssetNamed {
  readonly id: string
  readonly name: string
  readonly zoneName: string | null
  readonly ownerName: string | null
}

interface Recognised {
  readonly recognised: readonly { readonly assets: readonly AssetNamed[] }[]
  readonly stakes: Stakes
}

/** Names of an incident that are looked up, at most. */
const mostNames = 16

/** The assets that an incident names, and whom it hurts when they are lost; nothing where the city knows none of them. */
export function useAtStake(incident: Incident, findings: readonly Finding[]): AtStake | undefined {
  const may = useMay()
  const { about } = incident
  const named = [...(about === undefined ? [] : [about]), ...findings.flatMap(({ observables }) => observables)]
  const keys = [...new Set(named.map(observableKey))].filter((key) => !key.includes(',')).slice(0, mostNames)
  const { data } = useQuery({
    queryKey: ['city', 'recognised', keys],
    queryFn: ({ signal }) =>
      get<Recognised>(`/city/recognise?${new URLSearchParams({ observables: keys.join() })}`, signal),
    enabled: keys.length > 0 && may('city.read'),
    staleTime: 60_000,
  })
  const assets = new Map(data?.recognised.flatMap((one) => one.assets).map((asset) => [asset.id, asset]))
  return data === undefined || assets.size === 0 ? undefined : { assets: [...assets.values()], ...data.stakes }
}

/** Whom it hurts, in a sentence. */
export function HarmText({ stake }: { readonly stake: AtStake }) {
  const { t, format } = useWords()
  return <>{harmText({ t, format }, stake)}</>
}

/** The assets, each with its zone and owner. */
export function AssetsNamed({ stake }: { readonly stake: AtStake }) {
  return (
    <ul className="assets-named">
      {stake.assets.slice(0, 8).map(({ id, name, zoneName, ownerName }) => (
        <li key={id}>
          <Link to="/city/assets/$asset" params={{ asset: id }}>
            {printable(name)}
          </Link>
          {(zoneName !== null || ownerName !== null) && (
            <span className="meta">
              {[zoneName, ownerName].flatMap((one) => (one === null ? [] : [printable(one)])).join(' · ')}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
