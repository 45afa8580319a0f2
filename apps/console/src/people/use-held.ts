import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useMemo } from 'react'
import { lensQuery, type Revealed } from './people-api.ts'
import { heldHere } from './pseudonym.ts'

/** The incident whose page is on the screen. */
export function useIncidentHere(): string | undefined {
  const { pathname } = useLocation()
  return /^\/incidents\/(INC-\d{1,15})$/.exec(pathname)?.[1]
}

/** Who is revealed to this person, here. */
export function useHeld(): ReadonlyMap<string, Revealed> {
  const { data } = useQuery(lensQuery)
  const incident = useIncidentHere()
  return useMemo(() => heldHere(data?.revealed ?? [], incident, Date.now()), [data, incident])
}
