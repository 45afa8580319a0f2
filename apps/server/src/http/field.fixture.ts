import { randomBytes } from 'node:crypto'
import type { Host } from '@tocsin/capability'
import { type FieldDesk, openFieldDesk } from '@tocsin/respond'
import type { StateStore } from '@tocsin/store'
import { answeredFields } from '@tocsin/watch'

/** The desk of questions to the field over a state store, in a house whose log takes nothing. */
export function fieldDeskOf(state: StateStore, now: () => number, ask: Host['ask']): FieldDesk {
  return openFieldDesk(
    {
      state,
      now,
      random: randomBytes,
      key: new Uint8Array(32).fill(1),
      ask,
      publish: async () => {},
      desk: { state, now, newAct: () => randomBytes(8).toString('hex'), ask, changed: () => {} },
      failed: () => {},
    },
    answeredFields,
  )
}
