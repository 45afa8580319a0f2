/** How one step of the line is. `late`: it goes on, and does not keep up. */
export interface StepHealth {
  readonly state: 'well' | 'late' | 'stopped'
  /** When it last did something, in milliseconds since the epoch; absent: not since the start, or not told. */
  readonly last?: number
}

/** Receiving, judging and storing, each with its last event. */
export interface Health {
  readonly receiving: StepHealth
  readonly judging: StepHealth
  readonly storing: StepHealth
}

export const steps = ['receiving', 'judging', 'storing'] as const satisfies readonly (keyof Health)[]

/** What the server says in words where a step has stopped. */
const stops = {
  receiving: 'nothing more is acknowledged until there is room on the disk',
  judging: 'the log cannot be read on',
  storing: 'the stores do not take what is received',
} as const

/** Reads the steps from `GET /api/status`. Who sees a part of the house is told whether it runs, and not when. */
export function readHealth(told: Readonly<Record<string, unknown>>, lastReceived: number): Health {
  const reasons = Array.isArray(told['reasons']) ? told['reasons'] : []
  const sinks: unknown = told['sinks']
  const live: unknown = Array.isArray(sinks) ? sinks[0] : undefined
  const stopped = (step: keyof typeof stops) =>
    reasons.includes(stops[step]) || (told['ready'] === false && reasons.length === 0)
  return {
    receiving: { state: stopped('receiving') ? 'stopped' : 'well', ...lastOf(lastReceived) },
    judging: {
      state: stopped('judging') ? 'stopped' : told['late'] === true ? 'late' : 'well',
      ...lastOf(member(live, 'judged')),
    },
    storing: { state: stopped('storing') ? 'stopped' : 'well', ...lastOf(member(live, 'kept')) },
  }
}

/** The first step that is not well. */
export function firstAiling(health: Health): (typeof steps)[number] | undefined {
  return steps.find((step) => health[step].state !== 'well')
}

function lastOf(time: unknown): { readonly last?: number } {
  return typeof time === 'number' && Number.isFinite(time) && time > 0 ? { last: time } : {}
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}
