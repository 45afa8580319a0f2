import { randomUUID } from 'node:crypto'
import type { Capability } from '@tocsin/capability'
import type { EventStore } from '@tocsin/store'
import { completeRoute } from './complete/complete-route.ts'
import { valueBook } from './complete/value-book.ts'
import type { Places } from './places/place.ts'
import { placesRoute } from './places/places-route.ts'
import { savedRoutes } from './saved/saved-routes.ts'
import { findMigrations } from './saved/tables.ts'

/** What helps people to search: completion, saved searches, where addresses are registered. */
export function findCapability(events: Pick<EventStore, 'query'>, places: Places): Capability {
  return {
    name: 'find',
    words: { en: 'Search', fr: 'Recherche' },
    migrations: findMigrations,
    permissions: [
      { name: 'events.search', says: { en: 'Search events', fr: 'Chercher dans les événements' } },
      { name: 'event.export', says: { en: 'Export events', fr: 'Exporter des événements' } },
      { name: 'search.save', says: { en: 'Save and share searches', fr: 'Enregistrer et partager des recherches' } },
    ],
    routes: [completeRoute(valueBook(events, Date.now)), ...savedRoutes(randomUUID), placesRoute(places)],
    jobs: [],
    commands: [],
    provides: {},
    asks: [],
    health: async () => ({
      well: places.sources.length > 0,
      says:
        places.sources.length > 0
          ? { en: 'Countries of addresses are known.', fr: 'Les pays des adresses sont connus.' }
          : { en: 'No file tells the countries of addresses.', fr: 'Aucun fichier ne donne les pays des adresses.' },
    }),
  }
}
