import type { Capability, Permission } from '@tocsin/capability'
import { everything } from '@tocsin/store'
import { workRoutes } from './api/work-routes.ts'
import type { DeskHost } from './desk/desk.ts'
import { respondMigrations } from './desk/tables.ts'
import { worksOf } from './desk/work.repository.ts'

/** What we do: the work of people on incidents. */
export function respondCapability(desk: DeskHost): Capability {
  return {
    name: 'respond',
    words: { en: 'Response', fr: 'Réponse' },
    migrations: respondMigrations,
    permissions,
    routes: workRoutes((host) => ({ ...desk, now: host.now, state: host.state, ask: host.ask })),
    jobs: [],
    commands: [],
    provides: {
      verdicts: async (ids) => {
        const works = await worksOf(desk.state, everything, ids)
        return new Map(
          [...works].flatMap(([id, { verdict }]) => (verdict === undefined ? [] : [[id, verdict] as const])),
        )
      },
      judged: async (ids) =>
        [...(await worksOf(desk.state, everything, ids)).values()].flatMap(({ incident, verdict, closed }) =>
          verdict === undefined
            ? []
            : [
                {
                  incident,
                  verdict,
                  closed: closed !== undefined,
                  ...(closed === undefined ? {} : { by: closed.by, at: closed.at }),
                },
              ],
        ),
    },
    asks: ['incidents', 'closing', 'quieting', 'unquieting'],
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
