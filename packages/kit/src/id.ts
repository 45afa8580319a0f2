/** A text or number that may not be confused with another one of the same shape. */
export type Brand<Shape, Name extends string> = Shape & { readonly __brand: Name }

export type AssetId = Brand<string, 'AssetId'>
export type FindingId = Brand<string, 'FindingId'>
export type IncidentId = Brand<string, 'IncidentId'>
export type ServiceId = Brand<string, 'ServiceId'>
export type ZoneId = Brand<string, 'ZoneId'>
