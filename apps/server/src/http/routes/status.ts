import type { Clock } from '@tocsin/kit'
import { ok, TocsinError } from '@tocsin/kit'
import { z } from 'zod'
import { type Endpoint, endpoint } from '../endpoint.ts'
import type { Status } from '../ports.ts'
import { statusWithin } from '../status-within.ts'

export function statusEndpoints(status: () => Promise<Status>): Endpoint[] {
  return [
    endpoint({
      method: 'GET',
      path: '/api/status',
      permission: 'status.read',
      says: 'How the house is: what it receives, judges, keeps, and what it cannot',
      input: z.object({}),
      output: z.looseObject({ ready: z.boolean() }),
      handle: async ({ scope }) => ok(statusWithin(scope, await status())),
    }),
  ]
}

/** Asks at most once a second however often it is asked, and gives up after two: anybody may look at health. */
export function sharedStatus(status: () => Promise<Status>, clock: Clock): () => Promise<Status> {
  let last: { readonly at: number; readonly answer: Promise<Status> } | undefined
  return () => {
    if (last === undefined || clock.now() - last.at >= 1000 || clock.now() < last.at) {
      last = { at: clock.now(), answer: withinTwoSeconds(status()) }
    }
    return last.answer
  }
}

const notInTime = new TocsinError('unavailable', 'How Tocsin is could not be told within 2 s', {
  fix: 'Ask again: the machine is busy',
})

async function withinTwoSeconds(answer: Promise<Status>): Promise<Status> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(notInTime), 2000)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
