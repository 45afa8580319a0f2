import { parentPort } from 'node:worker_threads'
import { serve } from '@tocsin/kit'
import type { Scope, Where } from '@tocsin/store'
import type { StoredRows } from '../tail/stored-rows.ts'
import { type Arrived, watchers } from '../tail/watchers.ts'

// Conditions are people's, and events are many: holding one against the other may cost the API nothing.
const main = parentPort
if (main === null) throw new Error('the tail thread runs in a worker')

const all = watchers(() => performance.now())

export const tailHandlers = {
  add: (viewer: number, where: Where | undefined, scope: Scope): void => all.add(viewer, where, scope),
  remove: (viewer: number): void => all.remove(viewer),
  take: (stored: StoredRows): readonly Arrived[] => all.take(stored),
}

export type TailHandlers = typeof tailHandlers

serve(main, tailHandlers)
main.postMessage({ ready: true })
