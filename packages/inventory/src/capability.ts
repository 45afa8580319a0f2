import type { Capability, Permission } from '@tocsin/capability'
import { changeRoutes, type ReadList } from './api/change-routes.ts'
import { learntRoutes } from './api/learnt-routes.ts'
import { askedOf, isServiceSeen, takeAnswers } from './api/owner-answers.ts'
import { placeRoutes } from './api/place-routes.ts'
import { readRoutes } from './api/read-routes.ts'
import { segmentationRoutes } from './api/segmentation-routes.ts'
import { softwareRoutes } from './api/software-routes.ts'
import { starterRoutes } from './api/starter-routes.ts'
import { tableRoutes } from './api/table-routes.ts'
import { viewRoutes } from './api/view-routes.ts'
import type { CityKeeper } from './keeper/city-keeper.ts'
import { inventoryMigrations } from './keeper/tables.ts'
import type { Learner } from './learn/learner.ts'
import { namesAtStake } from './recognise/at-stake.ts'
import { heardOf } from './recognise/heard.ts'
import { zonesOfEnds } from './recognise/zones-of-ends.ts'
import { type CityTable, openTable } from './table/table.ts'

export interface InventoryOptions {
  readonly keeper: () => CityKeeper
  readonly readList: ReadList
  readonly learner: () => Learner
  /** The city's assets, to be narrowed and searched; made at the first question where it is not given. */
  readonly table?: CityTable
}

/** Keeps, imports and serves the city. */
export function inventoryCapability({
  keeper,
  readList,
  learner,
  table = openTable(keeper),
}: InventoryOptions): Capability {
  return {
    name: 'inventory',
    words: { en: 'The city', fr: 'La ville' },
    migrations: inventoryMigrations,
    permissions,
    routes: [
      ...readRoutes(keeper, table),
      ...changeRoutes(keeper, readList),
      ...learntRoutes(keeper, learner),
      ...softwareRoutes(keeper),
      ...placeRoutes(keeper, table),
      ...segmentationRoutes(keeper, learner),
      ...starterRoutes(keeper),
      ...tableRoutes(keeper, learner, table),
      ...viewRoutes(),
    ],
    jobs: [],
    commands: [],
    provides: {
      cityHeard: async (observables, sees) => heardOf(keeper().city(), observables, sees),
      serviceQuestions: async (service, sees) => askedOf(keeper().city(), service, sees),
      serviceSeen: async (service, sees) => isServiceSeen(keeper().city(), service, sees),
      answerService: async (told) => takeAnswers(keeper(), told),
      zonesOfEnds: async (ends, sees) => zonesOfEnds(keeper(), learner(), ends, sees),
      atStake: async (about, sees) => namesAtStake(keeper().city(), about, sees),
    },
    asks: [],
    health: async () => {
      const city = keeper().city()
      return {
        well: true,
        says: {
          en: `${city.assets.size} assets and ${city.services.size} services are known.`,
          fr: `${city.assets.size} équipements et ${city.services.size} services sont connus.`,
        },
      }
    },
  }
}

const permissions: readonly Permission[] = [
  {
    name: 'city.read',
    says: {
      en: 'See the assets and services of one’s departments',
      fr: 'Voir les équipements et services de ses directions',
    },
  },
  {
    name: 'city.manage',
    says: {
      en: 'Import lists, say what is known of the city, and take changes back',
      fr: 'Importer des listes, dire ce que l’on sait de la ville, et annuler des modifications',
    },
  },
]
