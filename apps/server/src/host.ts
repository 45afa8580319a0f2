import type { Answer, Capability, Host, Questions } from '@tocsin/capability'
import type { Engine } from './engine.ts'
import { writeSignal } from './signals.ts'

/** What a wing may ask of the house: stores, time, and the other wings' answers. */
export function hostOf(engine: Engine, capabilities: readonly Capability[], publish: Host['publish']): Host {
  return {
    now: Date.now,
    state: engine.state,
    events: engine.events,
    ask: async (question, ...about) => {
      const provider = capabilities.find(({ provides }) => provides[question] !== undefined)?.provides[question]
      if (provider === undefined) return { kind: 'unavailable', why: `no wing here answers ${question}` }
      const answer = provider as (...args: unknown[]) => ReturnType<Questions[typeof question]>
      return { kind: 'answer', value: await answer(...about) } as Answer<
        Awaited<ReturnType<Questions[typeof question]>>
      >
    },
    signal: writeSignal,
    publish,
  }
}
