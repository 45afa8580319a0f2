import type { LogSource } from '@tocsin/event'
import type { Dialect, Said } from '../wire/dialect.ts'
import { readPairs } from '../wire/pairs.ts'
import { keycloakShape } from './shape.ts'

const logsources: readonly LogSource[] = keycloakShape.logsources

/** The line of Keycloak's `jboss-logging` listener: `type="LOGIN_ERROR", realmId="...", clientId="...", ...`. */
export const keycloak: Dialect = {
  id: 'keycloak',
  logsources,
  read(text, start, put) {
    const type = text.indexOf('type="', start)
    const other = text.indexOf('operationType="', start)
    const at = other >= 0 && other < type ? other : type
    if (at < 0 || at > start + 256) return undefined
    const fields = new Map<string, string>()
    readPairs(text, at, (key, value) => fields.set(key, value))
    const said = keycloakShape.tell(fields)
    if (said === undefined) return undefined
    readPairs(text, at, put)
    return { ...said, aliases: [...(said.aliases ?? []), ...textNames] } satisfies Said
  },
}

// The listener writes details flat.
const textNames: NonNullable<Said['aliases']> = [['user', 'username']]
