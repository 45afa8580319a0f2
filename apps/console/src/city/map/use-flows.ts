import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { flowsOf, segmentationQuery, type ZonePair } from '../segmentation-api.ts'
import type { Drawing } from './drawing.ts'
import { type Arc, thingArcs, zoneArcs } from './flow-arcs.ts'
import type { Places } from './places-api.ts'

const none: readonly Arc[] = []
const noPairs: readonly ZonePair[] = []

/** The lines that a map draws: those of the chosen thing, else from zone to zone. Nothing is asked while they are off. */
export function useFlows(on: boolean, places: Places, drawing: Drawing, chosen: string | undefined): readonly Arc[] {
  const own = useQuery({ ...flowsOf(chosen ?? ''), enabled: on && chosen !== undefined }).data?.flows
  const pairs = useZonePairs(on)
  return useMemo(() => {
    if (!on) return none
    return chosen === undefined
      ? zoneArcs(pairs, places.zones, drawing.things)
      : thingArcs(own ?? [], drawing.things, chosen)
  }, [on, chosen, own, pairs, places, drawing])
}

/** The pairs of zones between which anything was seen or meant. */
export function useZonePairs(on: boolean): readonly ZonePair[] {
  return useQuery({ ...segmentationQuery, enabled: on }).data?.pairs ?? noPairs
}
