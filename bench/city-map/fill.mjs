import { join } from 'node:path'
import { tables } from '../../apps/server/dist/tables.js'
import { openCityKeeper } from '../../packages/inventory/dist/index.js'
import { openStateStore, positionTable } from '../../packages/store/dist/index.js'
import { streamMigrations } from '../../packages/stream/dist/index.js'

/**
 * Keeps records in a data folder as an import does.
 *
 * @param {string} data the data folder of a server that does not run
 */
export async function fillCity(data, records) {
  const { store, close } = await openStateStore({
    file: join(data, 'state.sqlite'),
    migrations: [positionTable, ...streamMigrations, ...tables],
    synchronous: 'NORMAL',
  })
  try {
    const keeper = await openCityKeeper(store, Date.now)
    await keeper.apply(records, { who: 'bench', kind: 'import', about: 'sample city' })
  } finally {
    close()
  }
}
