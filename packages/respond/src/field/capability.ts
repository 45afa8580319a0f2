import type { Capability } from '@tocsin/capability'
import type { FieldDesk } from './field-desk.ts'
import { fieldRoutes } from './field-routes.ts'

/** Questions to people in the field, by link. Its tables are those of `respond`. */
export function fieldCapability(desk: () => FieldDesk): Capability {
  return {
    name: 'field',
    words: { en: 'The field', fr: 'Le terrain' },
    migrations: [],
    permissions: [
      {
        name: 'field.ask',
        says: { en: 'Ask an owner by link', fr: 'Interroger un responsable par lien' },
      },
      {
        name: 'work.read',
        says: {
          en: 'See who works on an incident and what was decided',
          fr: 'Voir qui traite un incident et ce qui a été décidé',
        },
      },
    ],
    routes: fieldRoutes(desk),
    jobs: [],
    commands: [],
    provides: {},
    asks: ['incidents', 'atStake', 'serviceQuestions', 'serviceSeen', 'answerService', 'endOrder'],
    health: async () => ({ well: true, says: { en: 'well', fr: 'bien' } }),
  }
}
