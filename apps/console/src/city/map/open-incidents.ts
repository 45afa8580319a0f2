import { useQuery } from '@tanstack/react-query'
import type { Incident, Severity } from '@tocsin/event'
import { observableKey } from '@tocsin/kit'
import { get } from '../../api/client.ts'
import type { IncidentPage } from '../../api/contract.ts'
import { useMay } from '../../api/may.ts'

/** An open incident and the things that it is about. */
export interface IncidentHere {
  readonly incident: Incident
  readonly assets: readonly string[]
}

interface Recognised {
  readonly recognised: readonly {
    readonly observable: string
    readonly assets: readonly { readonly id: string }[]
  }[]
}

/** Incidents that are shown, at most: the gravest. */
const most = 100

/** The gravest open incidents with the things that bear their names. */
export function useOpenIncidents(): readonly IncidentHere[] {
  const may = useMay()
  const { data } = useQuery({
    queryKey: ['city', 'incidents'],
    queryFn: async ({ signal }) => {
      const asked = new URLSearchParams({ order: 'gravest', work: 'open', limit: String(most) })
      const { incidents } = await get<IncidentPage>(`/incidents?${asked}`, signal)
      const keyOf = ({ about }: Incident) => (about === undefined ? undefined : observableKey(about))
      // A comma would be read as two names.
      const keys = [...new Set(incidents.flatMap((one) => keyOf(one) ?? []))].filter((key) => !key.includes(','))
      const known = new Map<string, readonly string[]>()
      if (keys.length > 0 && may('city.read')) {
        const { recognised } = await get<Recognised>(
          `/city/recognise?${new URLSearchParams({ observables: shortened(keys).join() })}`,
          signal,
        )
        for (const { observable, assets } of recognised)
          known.set(
            observable,
            assets.map(({ id }) => id),
          )
      }
      return incidents.map((incident): IncidentHere => ({ incident, assets: known.get(keyOf(incident) ?? '') ?? [] }))
    },
    enabled: may('incident.read'),
    refetchInterval: 30_000,
  })
  return data ?? none
}

const none: readonly IncidentHere[] = []

/** As many as one request takes. */
function shortened(keys: readonly string[]): readonly string[] {
  let length = 0
  return keys.filter((key) => {
    length += key.length + 1
    return length < 7900
  })
}

const graver: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical']

/** The gravest severity of each thing. */
export function gravestOf(incidents: readonly IncidentHere[]): ReadonlyMap<string, Severity> {
  const worst = new Map<string, Severity>()
  for (const { incident, assets } of incidents) {
    for (const id of assets) {
      const before = worst.get(id)
      if (before === undefined || graver.indexOf(incident.severity) > graver.indexOf(before))
        worst.set(id, incident.severity)
    }
  }
  return worst
}
