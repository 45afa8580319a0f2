import { useQuery } from '@tanstack/react-query'
import { useMay } from '../api/may.ts'
import { countsQuery } from '../api/queries.ts'

/** How many incidents wait for a decision; 0 while it is not known. */
export function useWaiting(): number {
  const { data } = useQuery({ ...countsQuery(), enabled: useMay()('incident.read') })
  return data === undefined ? 0 : data.critical + data.high
}
