import { type AnyRoute, route } from '@tocsin/capability'
import { isVisible } from '@tocsin/store'
import { z } from 'zod'
import type { Equipment } from '../catalogue/catalogue.ts'
import type { SourcesHealth } from '../health/open-health.ts'
import { type BlindSpot, blindSpots } from './blind-spots.ts'

const words = z.object({ en: z.string(), fr: z.string() })
const level = z.enum(['informational', 'low', 'medium', 'high', 'critical'])
const spotShape = z.object({
  kind: z.enum(['asleep', 'no-rule', 'silent', 'waiting', 'unread', 'no-city']),
  about: z.string(),
  risk: z.number(),
  says: words,
  fix: words,
  rules: z.array(z.object({ rule: z.string(), title: z.string(), level })).readonly(),
  waiting: z.number(),
  wakes: z.array(z.string()).readonly(),
})

export interface BlindOptions {
  readonly health: SourcesHealth
  readonly catalogue: readonly Equipment[]
}

/** What I do not see. */
export function blindRoutes({ health, catalogue }: BlindOptions): readonly AnyRoute[] {
  return [
    route<object, { spots: readonly BlindSpot[] }>({
      method: 'GET',
      path: '/blind-spots',
      permission: 'source.read',
      input: z.object({}),
      output: z.object({ spots: z.array(spotShape).readonly() }),
      says: 'What is not seen, by risk: rules that nobody feeds, sources that nobody judges or that are silent.',
      async handle({ scope }, host) {
        const needs = await host.ask('ruleNeeds')
        // Within a department, what its own sources do not feed is asleep: what others send is not told.
        const seen = health.sources().filter(({ source }) => isVisible(scope, [source]))
        return { spots: blindSpots({ health: seen, needs: needs.kind === 'answer' ? needs.value : [], catalogue }) }
      },
    }),
  ]
}
