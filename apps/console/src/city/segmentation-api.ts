import { queryOptions } from '@tanstack/react-query'
import { get } from '../api/client.ts'
import type { MatrixCell } from '../design/matrix.tsx'

// The shapes of /api/city/segmentation and /api/city/flows; /api/openapi.json describes them.

export const zoneModes = ['learn', 'review', 'enforce'] as const
export type ZoneMode = (typeof zoneModes)[number]

export interface ZoneRow {
  readonly id: string
  readonly name: string
  readonly layer: string | null
  readonly targetLevel: number | null
  readonly achievedLevel: number | null
  readonly assets: number
  readonly mode: ZoneMode
}

export interface ConduitBetween {
  readonly id: string
  readonly name: string
  readonly protocol: string | null
  readonly ports: readonly { readonly from: number; readonly to: number }[]
  readonly encryption: string | null
}

export interface ZonePair {
  readonly from: string
  readonly to: string
  readonly conduits: readonly ConduitBetween[]
  readonly within: number
  readonly meant: number
  readonly without: number
}

export interface Segmentation {
  readonly zones: readonly ZoneRow[]
  readonly pairs: readonly ZonePair[]
}

interface FlowEnd {
  readonly end: string
  readonly asset: string | null
  readonly assetName: string | null
}

export interface Flow {
  readonly from: FlowEnd
  readonly to: FlowEnd
  readonly transport: string
  readonly port: number
  readonly app: string
  readonly bytes: number
  readonly judged: 'within' | 'meant' | 'without' | 'unzoned'
  readonly first: number
  readonly last: number
  readonly count: number
  readonly source: string
}

export const segmentationQuery = queryOptions({
  queryKey: ['city', 'segmentation'],
  queryFn: ({ signal }) => get<Segmentation>('/city/segmentation', signal),
})

export function flowsBetween(from: string, to: string) {
  return queryOptions({
    queryKey: ['city', 'flows', from, to],
    queryFn: ({ signal }) =>
      get<{ readonly flows: readonly Flow[]; readonly count: number }>(
        `/city/flows?${new URLSearchParams({ fromZone: from, toZone: to, limit: '100' })}`,
        signal,
      ),
  })
}

export function flowsOf(asset: string) {
  return queryOptions({
    queryKey: ['city', 'flows', asset],
    queryFn: ({ signal }) =>
      get<{ readonly flows: readonly Flow[]; readonly count: number }>(
        `/city/flows?${new URLSearchParams({ asset, limit: '100' })}`,
        signal,
      ),
  })
}

export function pairKey(from: string, to: string): string {
  return `${from}\n${to}`
}

/** What a pair of zones shows: a flow that nobody meant goes before all that somebody did. */
export function cellOf(pair: ZonePair | undefined, figure: (count: number) => string): MatrixCell {
  if (pair === undefined) return { mark: 'none' }
  const { conduits, within, meant, without } = pair
  const flows = within + meant + without
  const figured = flows === 0 ? {} : { figure: figure(flows) }
  if (without > 0) return { mark: 'against', figure: figure(without) }
  if (flows > 0) return { mark: 'kept', ...figured }
  return { mark: conduits.length > 0 ? 'unused' : 'none' }
}

/** The search that shows the records of a flow; nothing where an end stands for many. */
export function searchOf({ from, to, port }: Flow): string | undefined {
  if (![from.end, to.end].every((end) => /^[\da-f.:]+$/i.test(end))) return undefined
  const ends = `src_endpoint.ip:"${from.end}" dst_endpoint.ip:"${to.end}"`
  return port === 0 ? ends : `${ends} dst_endpoint.port:${port}`
}
