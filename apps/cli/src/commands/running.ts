import { dataFolder, type LocalServer, localServer } from '../data-folder.ts'
import { notRunning } from './options.ts'

/** The server that runs on a data folder. @throws TocsinError `not-running` */
export function running(data: string | undefined): LocalServer {
  const dataDir = dataFolder(data)
  const server = localServer(dataDir)
  if (server === undefined) throw notRunning(dataDir)
  return server
}
