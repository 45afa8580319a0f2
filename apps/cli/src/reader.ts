import type { Finding, Incident } from '@tocsin/event'
import type { Query, QueryResult } from '@tocsin/store'
import { ask, localServer } from './data-folder.ts'
import { notNoted } from './output.ts'

/** Reads what Tocsin kept: through the server that runs on the folder, else from the folder itself. */
export interface Reader {
  query(query: Query): Promise<QueryResult>
  incidents(limit: number): Promise<{ readonly incidents: readonly Incident[] }>
  /** Says in the audit what was asked; a server does it by itself. */
  noted(about: string, rows: number): Promise<void>
  incident(id: string): Promise<{ readonly incident: Incident; readonly findings: readonly Finding[] } | undefined>
  close(): Promise<void>
}

const findingsTold = 500

export async function openReader(dataDir: string): Promise<Reader> {
  const server = localServer(dataDir)
  if (server !== undefined) {
    return {
      query: (query) => ask(server, 'POST', '/api/search', query),
      incidents: (limit) => ask(server, 'GET', `/api/incidents?limit=${limit}&order=newest`),
      incident: (id) => ask(server, 'GET', `/api/incidents/${encodeURIComponent(id)}`),
      noted: async () => undefined,
      close: async () => undefined,
    }
  }
  // Here and not above: who asks a server need not wait until all that opens a folder is loaded.
  const [{ noteOffline, openKept, tables }, { everything }, { findingsOf, incidentById, listIncidents }] =
    await Promise.all([import('@tocsin/server'), import('@tocsin/store'), import('@tocsin/watch')])
  const kept = await openKept(dataDir, tables)
  return {
    query: (query) => kept.events.query(query, everything),
    incidents: (limit) => listIncidents(kept.state, everything, { limit, now: Date.now() }),
    incident: async (id) => {
      const incident = await incidentById(kept.state, everything, id)
      if (incident === undefined) return undefined
      const { findings } = await findingsOf(kept.state, everything, id, { limit: findingsTold })
      return { incident, findings }
    },
    noted: async (about, rows) => {
      const why = await noteOffline({ dataDir, state: kept.state }, { act: 'event.search', about, rows })
      if (why !== undefined) notNoted(why)
    },
    close: kept.close,
  }
}
