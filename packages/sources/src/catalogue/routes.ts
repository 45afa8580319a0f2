import { type AnyRoute, route } from '@tocsin/capability'
import { z } from 'zod'
import { doorsShape, type Equipment, equipmentShape, type OpenDoors } from './catalogue.ts'

export interface CatalogueOptions {
  readonly catalogue: readonly Equipment[]
  readonly doors: () => Promise<OpenDoors>
}

/** What can send, and where it gets in. */
export function catalogueRoutes({ catalogue, doors }: CatalogueOptions): readonly AnyRoute[] {
  return [
    route<object, { equipment: readonly Equipment[] }>({
      method: 'GET',
      path: '/sources/catalogue',
      permission: 'source.read',
      input: z.object({}),
      output: z.object({ equipment: z.array(equipmentShape).readonly() }),
      says: 'What can send to Tocsin, with a snippet for each way in.',
      handle: async () => ({ equipment: catalogue }),
    }),
    route<object, OpenDoors>({
      method: 'GET',
      path: '/sources/doors',
      permission: 'source.manage',
      input: z.object({}),
      output: doorsShape,
      says: 'Names, ports and the authority that senders need to reach this server.',
      handle: () => doors(),
    }),
  ]
}
