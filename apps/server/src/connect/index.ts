export { checkConnection } from './check-connection.ts'
export { configuredConnections } from './configured.ts'
export { type Connections, openConnections } from './connections.ts'
export type { HookDelivery, Hooks, HookTaken, HookWhy } from './hooks/hooks.ts'
