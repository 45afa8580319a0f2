import { type AnyRoute, type Host, route } from '@tocsin/capability'
import { type Observable, observableOf } from '@tocsin/kit'
import { isVisible, type Query, type Scope } from '@tocsin/store'
import { z } from 'zod'
import type { Equipment } from '../catalogue/catalogue.ts'
import type { SourcesHealth } from '../health/open-health.ts'
import { type BlindSpot, blindSpots } from './blind-spots.ts'

const words = z.object({ en: z.string(), fr: z.string() })
const level = z.enum(['informational', 'low', 'medium', 'high', 'critical'])
const spotShape = z.object({
  kind: z.enum(['asleep', 'no-rule', 'silent', 'waiting', 'unread', 'no-city', 'zone', 'assets']),
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
      async handle({ scope, circle }, host) {
        const needs = await host.ask('ruleNeeds')
        // Within a department, what its own sources do not feed is asleep: what others send is not told.
        const seen = health.sources().filter(({ source }) => isVisible(scope, [source]))
        const senders = health.senders().filter(({ source }) => isVisible(scope, [source]))
        const heard = [...senders.flatMap(({ sender }) => ofSender(sender)), ...(await reporting(host, scope))]
        const city = await host.ask('cityHeard', heard, circle === undefined ? { scope } : { scope, circle })
        return {
          spots: blindSpots({
            health: seen,
            needs: needs.kind === 'answer' ? needs.value : [],
            catalogue,
            city: city.kind === 'answer' ? city.value : undefined,
          }),
        }
      },
    }),
  ]
}

/** How far back a host counts as heard of, in milliseconds, and how many of them are looked at. */
const lately = { ms: 7 * 86_400_000, hosts: 10_000 } as const

function ofSender(sender: string): readonly Observable[] {
  return [observableOf('address', sender), observableOf('host', sender)].filter((one) => one !== undefined)
}

/** The hosts that events come from, by name and by address. */
async function reporting(host: Host, scope: Scope): Promise<readonly Observable[]> {
  const now = host.now()
  const named = async (field: 'device.hostname' | 'device.ip', kind: 'host' | 'address') => {
    const asked: Query = {
      from: 'event',
      time: [now - lately.ms, now + 1],
      timeField: 'received',
      groupBy: [{ kind: 'field', field }],
      measures: [{ kind: 'count' }],
      limit: lately.hosts,
    }
    const { rows } = await host.events.query(asked, scope)
    return rows.flatMap((row) => (typeof row['key0'] === 'string' ? (observableOf(kind, row['key0']) ?? []) : []))
  }
  return [...(await named('device.hostname', 'host')), ...(await named('device.ip', 'address'))]
}
