import type { Capability } from '@tocsin/capability'
import type { StateStore } from '@tocsin/store'
import { openNotify } from '../notify/index.ts'

/** The wing of notifications over a state store, in a house that may call nobody. */
export function notificationsOf(state: StateStore): Capability {
  return openNotify({
    state,
    sealed: { seal: async () => {}, open: async () => undefined, forget: async () => {}, names: async () => [] },
    people: { lens: (answer) => answer },
    outgoing: () => ({ hosts: [], private: false }),
    base: () => 'https://soc.example.org',
    sent: () => {},
    dial: () => Promise.reject(new Error('nobody is called here')),
    signal: () => {},
  }).capability
}
