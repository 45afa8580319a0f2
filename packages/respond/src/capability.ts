import type { Capability, Permission } from '@tocsin/capability'
import { everything } from '@tocsin/store'
import { workRoutes } from './api/work-routes.ts'
import { type DeskHost, reopenGrown } from './desk/desk.ts'
import { respondMigrations } from './desk/tables.ts'
import { closedBySeverity, worksOf } from './desk/work.repository.ts'
import { hasGrown } from './desk/work.ts'

/** What we do: the work of people on incidents. */
export function respondCapability(desk: DeskHost): Capability {
  return {
    name: 'respond',
    words: { en: 'Response', fr: 'Réponse' },
    migrations: respondMigrations,
    permissions,
    routes: workRoutes((host) => ({ ...desk, now: host.now, state: host.state })),
    jobs: [],
    commands: [],
    provides: {
      closedAmong: async (incidents) => {
        const works = await worksOf(
          desk.state,
          everything,
          incidents.map(({ id }) => id),
        )
        const grown = incidents.filter(({ id, findings }) => {
          const work = works.get(id)
          return work !== undefined && hasGrown(work, findings)
        })
        if (grown.length > 0) await reopenGrown(desk, grown)
        const again = new Set<string>(grown.map(({ id }) => id))
        const closed = [...works.values()].filter((work) => work.closed !== undefined && !again.has(work.incident))
        return new Set(closed.map(({ incident }) => incident))
      },
      verdicts: async (ids) => {
        const works = await worksOf(desk.state, everything, ids)
        return new Map(
          [...works].flatMap(([id, { verdict }]) => (verdict === undefined ? [] : [[id, verdict] as const])),
        )
      },
      closedCounts: (realm, scope) => closedBySeverity(desk.state, scope, realm),
    },
    asks: ['incidents'],
    health: async () => ({
      well: true,
      says: { en: 'The work on incidents is kept.', fr: 'Le travail sur les incidents est gardé.' },
    }),
  }
}

const permissions: readonly Permission[] = [
  {
    name: 'work.read',
    says: {
      en: 'See who works on an incident and what was decided',
      fr: 'Voir qui traite un incident et ce qui a été décidé',
    },
  },
  {
    name: 'incident.work',
    says: {
      en: 'Take, note, judge, close and reopen incidents',
      fr: 'Prendre, annoter, juger, fermer et rouvrir des incidents',
    },
  },
]
