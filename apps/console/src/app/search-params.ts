import { type Realm, realms } from '@tocsin/event'
import { type DiscrepancyKind, discrepancyKinds } from '../city/learnt-api.ts'

export type QueueView = 'all' | 'urgent' | 'newest'

/** The queue's state, all of it in the address: any view can be restored from its URL. */
export interface QueueParams {
  readonly view?: Exclude<QueueView, 'all'>
  readonly realm?: Realm
  /** What waits is shown unless the address says otherwise. */
  readonly work?: 'closed' | 'all'
  readonly about?: string
  /** The incident that is peeked at. */
  readonly sel?: string
}

export interface SearchParams {
  readonly q?: string | undefined
  readonly window?: 'hour' | 'day' | 'week' | 'all' | undefined
  /** A stretch of time that was chosen, in milliseconds since the epoch; it holds before `window`. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** Fields with commas: the columns of the table, and whose values stand beside it. */
  readonly columns?: string | undefined
  readonly facets?: string | undefined
  /** The saved search that it was opened from; what else is in the address is what was changed since. */
  readonly view?: string | undefined
}

export interface RulesParams {
  readonly state?: 'loaded' | 'listening' | 'proposed' | 'asleep' | 'refused' | 'other'
  readonly q?: string
}

/** One rule: how many days it is looked back on, and the finding that nobody wants to hear of again. */
export interface RuleParams {
  readonly days?: '14' | '30'
  readonly except?: string
}

/** The inventory: what narrows it (values of a facet with commas), its order, its columns. */
export interface InventoryParams {
  readonly q?: string
  readonly kind?: string
  readonly zone?: string
  readonly owner?: string
  readonly criticality?: string
  readonly state?: string
  readonly odd?: string
  readonly unknown?: string
  readonly source?: string
  /** A column, behind `-` for downwards; by name unless told. */
  readonly sort?: string
  readonly columns?: string
}

/** The city's map: what is wanted, what is chosen, where it is looked at. */
export interface CityMapParams {
  readonly q?: string
  readonly kind?: string
  readonly zone?: string
  readonly service?: string
  readonly asset?: string
  readonly list?: 'incidents' | 'things' | 'zones' | 'services' | 'flows'
  /** West, south, east, north in degrees, with commas. */
  readonly box?: string
  /** Layers that are not drawn, with commas. */
  readonly hide?: string
  /** Lines of flows, drawn when asked for. */
  readonly flows?: 'on'
  /** Things in blocks by zone; by coordinates unless told. */
  readonly by?: 'place' | 'zone'
  /** By WebGL, or without; what the machine does better unless told. */
  readonly draw?: 'gl' | 'svg'
}

export function cityMapParams(raw: Record<string, unknown>): CityMapParams {
  return {
    ...text('q', raw, 200),
    ...text('kind', raw, 64),
    ...text('zone', raw, 128),
    ...text('service', raw, 128),
    ...text('asset', raw, 128),
    ...one('list', raw, ['incidents', 'things', 'zones', 'services', 'flows'] as const),
    ...text('box', raw, 80),
    ...text('hide', raw, 40),
    ...one('flows', raw, ['on'] as const),
    ...one('by', raw, ['place', 'zone'] as const),
    ...one('draw', raw, ['gl', 'svg'] as const),
  }
}

/** Reads an address typed by anyone: what it does not understand is left out. */
export function queueParams(raw: Record<string, unknown>): QueueParams {
  return {
    ...one('view', raw, ['urgent', 'newest'] as const),
    ...one('realm', raw, realms),
    ...one('work', raw, ['closed', 'all'] as const),
    ...text('about', raw),
    ...text('sel', raw),
  }
}

const sorts = ['name', 'kind', 'zone', 'owner', 'criticality'].flatMap((name) => [name, `-${name}`])

export function inventoryParams(raw: Record<string, unknown>): InventoryParams {
  return {
    ...text('q', raw, 200),
    ...text('kind', raw, 2000),
    ...text('zone', raw, 4000),
    ...text('owner', raw, 4000),
    ...text('criticality', raw, 100),
    ...text('state', raw, 100),
    ...text('odd', raw, 200),
    ...text('unknown', raw, 200),
    ...text('source', raw, 4000),
    ...one('sort', raw, sorts),
    ...text('columns', raw, 200),
  }
}

/** What does not fit, of one kind alone. */
export function discrepancyParams(raw: Record<string, unknown>): { readonly kind?: DiscrepancyKind } {
  return one('kind', raw, discrepancyKinds)
}

/** The thing that work is declared on. */
export function orderParams(raw: Record<string, unknown>): { readonly asset: string } {
  return { asset: typeof raw['asset'] === 'string' ? raw['asset'].slice(0, 128) : '' }
}

/** Zones against zones: the cell that is open, or one zone with all its pairs. */
export interface SegmentationParams {
  readonly from?: string
  readonly to?: string
  readonly zone?: string
  /** As a matrix unless told. */
  readonly as?: 'graph'
}

export function segmentationParams(raw: Record<string, unknown>): SegmentationParams {
  return {
    ...text('from', raw, 128),
    ...text('to', raw, 128),
    ...text('zone', raw, 128),
    ...one('as', raw, ['graph'] as const),
  }
}

export function searchParams(raw: Record<string, unknown>): SearchParams {
  return {
    ...text('q', raw, 4096),
    ...one('window', raw, ['hour', 'day', 'week', 'all'] as const),
    ...stretch(raw),
    ...text('columns', raw, 400),
    ...text('facets', raw, 400),
    ...text('view', raw, 64),
  }
}

/** What is watched as it arrives. */
export type TailParams = Pick<SearchParams, 'q' | 'columns'>

export function tailParams(raw: Record<string, unknown>): TailParams {
  return { ...text('q', raw, 4096), ...text('columns', raw, 400) }
}

export function rulesParams(raw: Record<string, unknown>): RulesParams {
  return {
    ...one('state', raw, ['loaded', 'listening', 'proposed', 'asleep', 'refused', 'other'] as const),
    ...text('q', raw),
  }
}

export function ruleParams(raw: Record<string, unknown>): RuleParams {
  const days = typeof raw['days'] === 'number' ? String(raw['days']) : raw['days']
  return { ...one('days', { days }, ['14', '30'] as const), ...text('except', raw, 64) }
}

/** The source whose settings are open. */
export interface SourceSettingsParams {
  readonly source?: string
}

export function sourceSettingsParams(raw: Record<string, unknown>): SourceSettingsParams {
  return text('source', raw, 63)
}

/** The source whose lines a format is written for. */
export interface FormatParams {
  readonly source?: string
}

export function formatParams(raw: Record<string, unknown>): FormatParams {
  return text('source', raw, 63)
}

/** Whom an audit is read about, and who did it. */
export interface PrivacyParams {
  readonly person?: string
  readonly who?: string
}

export function privacyParams(raw: Record<string, unknown>): PrivacyParams {
  return { ...text('person', raw, 255), ...text('who', raw) }
}

/** Both ends, or none. */
function stretch(raw: Record<string, unknown>): Pick<SearchParams, 'from' | 'to'> {
  const [from, to] = [Number(raw['from'] ?? Number.NaN), Number(raw['to'] ?? Number.NaN)]
  return Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from < to && to < 8.64e15
    ? { from, to }
    : {}
}

function one<Name extends string, Value extends string>(
  name: Name,
  raw: Record<string, unknown>,
  values: readonly Value[],
): { readonly [_ in Name]?: Value } {
  const value = values.find((known) => known === raw[name])
  return value === undefined ? {} : ({ [name]: value } as { readonly [_ in Name]: Value })
}

function text<Name extends string>(
  name: Name,
  raw: Record<string, unknown>,
  longest = 200,
): { readonly [_ in Name]?: string } {
  const value = raw[name]
  // A router may have read a number out of the address.
  const read = typeof value === 'number' ? String(value) : value
  if (typeof read !== 'string' || read === '' || read.length > longest) return {}
  return { [name]: read } as { readonly [_ in Name]: string }
}
