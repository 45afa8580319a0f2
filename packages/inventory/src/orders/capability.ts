import type { Capability } from '@tocsin/capability'
import type { CityKeeper } from '../keeper/city-keeper.ts'
import type { OrderDesk } from './order-desk.ts'
import { orderRoutes } from './order-routes.ts'

export interface OrdersOptions {
  readonly keeper: () => CityKeeper
  readonly desk: () => OrderDesk
}

/** Work that people announce, and the equipment that they answer for. Its tables are the inventory's. */
export function ordersCapability({ keeper, desk }: OrdersOptions): Capability {
  return {
    name: 'orders',
    words: { en: 'Work orders', fr: 'Interventions' },
    migrations: [],
    permissions: [
      {
        name: 'order.read',
        says: {
          en: 'See one’s equipment and the work on it',
          fr: 'Voir ses équipements et les interventions en cours',
        },
      },
      {
        name: 'order.manage',
        says: {
          en: 'Declare work on one’s equipment, and end it',
          fr: 'Déclarer des interventions sur ses équipements, et y mettre fin',
        },
      },
    ],
    routes: orderRoutes(keeper, desk),
    jobs: [],
    commands: [
      {
        name: 'orders',
        where: 'remote',
        says: { en: 'Work orders: list, add, end, import', fr: 'Interventions : lister, déclarer, terminer, importer' },
      },
    ],
    provides: {
      endOrder: async (order, who) => void (await desk().end(order, who, 'not-us')),
    },
    asks: ['workIncidents', 'incidentsAbout'],
    health: async () => ({ well: true, says: { en: 'well', fr: 'bien' } }),
  }
}
