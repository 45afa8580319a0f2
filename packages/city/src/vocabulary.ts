/**
 * What a column of a list may say: who reads lists, who writes them and who asks a person about a column have the same words. They are written in this order.
 */
export const columnMeanings = [
  'id',
  'name',
  'kind',
  'ip',
  'mac',
  'host',
  'dev-eui',
  'account',
  'serial',
  'inventory-number',
  'mqtt-client',
  'url',
  'zone',
  'owner',
  'supplier',
  'service',
  'address',
  'latitude',
  'longitude',
  'x-lambert-93',
  'y-lambert-93',
  'vendor',
  'model',
  'hardware',
  'firmware',
  'cpe',
  'purl',
  'criticality',
  'safety',
  'installed',
  'warranty-ends',
  'support-ends',
  'retired',
  'note',
] as const
export type ColumnMeaning = (typeof columnMeanings)[number]

/** Attributes of an asset that a person says: of one, or of many at once. */
export const sayableAttributes = [
  'kind',
  'zone',
  'owner',
  'supplier',
  'criticality',
  'safety',
  'standalone',
  'shared',
  'vendor',
  'model',
  'firmware',
  'address',
  'installed',
  'warrantyEnds',
  'supportEnds',
  'retired',
  'note',
] as const
export type SayableAttribute = (typeof sayableAttributes)[number]

/** Where something is in its life. */
export const stateNames = ['in-service', 'support-ended', 'retired'] as const
export type StateName = (typeof stateNames)[number]

/** What does not fit: what records show against what is said, and sources against each other. */
export const oddNames = [
  'firmware-older',
  'new-mac',
  'claimed-by-two',
  'moved',
  'differs',
  'conflicting',
  'undeclared',
  'never-seen',
] as const
export type OddName = (typeof oddNames)[number]
