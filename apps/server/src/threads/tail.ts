import { parentPort, workerData } from 'node:worker_threads'
import { serve } from '@tocsin/kit'
import type { Scope, Where } from '@tocsin/store'
import { placeFiles, placesIn } from '../find/places/open-places.ts'
import type { StoredRows } from '../tail/stored-rows.ts'
import { watchedPlaces } from '../tail/watched-places.ts'
import { type Arrived, watchers } from '../tail/watchers.ts'

/** What the tail thread is started with. */
export interface TailStart {
  readonly dataDir: string
}

// Conditions are people's, and events are many: holding one against the other may cost the API nothing.
const main = parentPort
if (main === null) throw new Error('the tail thread runs in a worker')

const { dataDir } = workerData as TailStart
const places = watchedPlaces(() => placesIn(placeFiles(dataDir)))
const all = watchers(() => performance.now(), undefined, places)

export const tailHandlers = {
  add: (viewer: number, where: Where | undefined, scope: Scope): void => all.add(viewer, where, scope),
  remove: (viewer: number): void => all.remove(viewer),
  take: (stored: StoredRows): readonly Arrived[] => all.take(stored),
}

export type TailHandlers = typeof tailHandlers

serve(main, tailHandlers)
main.postMessage({ ready: true })
