export { type ConnectionsOptions, connectionsCapability } from './capability.ts'
export {
  connectionsOf,
  type KeptConnection,
  keepPositions,
  mostPositions,
  positionsOf,
} from './connection.repository.ts'
export {
  type Connection,
  type ConnectionHealth,
  type ConnectionInput,
  type ConnectionKind,
  type ConnectionOf,
  type ConnectionPlace,
  type ConnectionTrouble,
  connectionKinds,
  connectionSecret,
  connectionShape,
  type FollowRecords,
  type KnownConnection,
  type ShownConnection,
  type WebhookForm,
  webhookForms,
} from './connection.ts'
export { type ConnectionPreset, connectionPresets } from './presets.ts'
export { recordPattern } from './record-pattern.ts'
export { connectionsMigrations } from './tables.ts'
