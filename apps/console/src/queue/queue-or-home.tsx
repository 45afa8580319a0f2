import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { mayOf } from '../api/may.ts'
import { meQuery } from '../api/queries.ts'
import { Loading } from '../design/states.tsx'
import { placeNeeds, placesFor } from '../shell/places.ts'
import { QueuePage } from './queue-page.tsx'

/** The first page of a visit is one's home; the queue is there for whoever then goes to it. */
let hasBeenHome = false

/** The queue; who has none, such as the data protection officer, is led to the first place that is theirs. */
export function QueueOrHome() {
  const { data: me, isPending } = useQuery(meQuery)
  if (isPending) return <Loading />
  const may = mayOf(me)
  const home = placesFor(may).find(({ place }) => placeNeeds[place] !== undefined)
  const [first] = placesFor(may)
  if (first?.place === 'field' && !hasBeenHome) {
    hasBeenHome = true
    return <Navigate to="/field" replace />
  }
  if (me === undefined || home === undefined || may('incident.read')) return <QueuePage />
  return <Navigate to={home.to} replace />
}
