import { assertNever } from '@tocsin/kit'

/** Where something belongs: the city itself, the sample city, an exercise, or a replayed file. They never meet in one incident. */
export type Realm = 'real' | 'sample' | 'exercise' | 'replay'
/** The order is the wire format of the segment log: append only. */
export const realms: readonly Realm[] = ['real', 'sample', 'exercise', 'replay']

/** How sure we are who sent it: proven (mTLS, token, local capture), only an address, or only what it says of itself. */
export type Origin = 'claimed' | 'address' | 'proven'
export const origins: readonly Origin[] = ['claimed', 'address', 'proven']

/** `data` is what a source sent; `tick` says that time has passed; `control` changes a judgement. */
export type FrameKind = 'data' | 'tick' | 'control'
export const frameKinds: readonly FrameKind[] = ['data', 'tick', 'control']

/** A lane has its own log, watermark and stream time: 0 is live, 1 is replay. */
export const lanes = 2
/** Fixed at installation. Partitions 0..15 are live, 16..31 are replay, so that `(partition, offset)` is unique. */
export const partitionsPerLane = 16
/** Bytes in one frame's payload. */
export const maxPayload = 1_048_576

export function isReplayPartition(partition: number): boolean {
  return partition >= partitionsPerLane
}

/** The exact bytes received, and what the receiver knows of them. */
export interface Frame {
  readonly partition: number
  /** The frame's ordinal in its partition, never a byte position. */
  readonly offset: number
  /** Microseconds since the epoch: strictly increasing in the live lane; the record's own time in the replay lane. */
  readonly received: number
  readonly kind: FrameKind
  readonly realm: Realm
  readonly origin: Origin
  /** The configured source, such as `windows`; for ticks and controls `tocsin`. */
  readonly source: string
  /** The id of the decoder that reads it, bound when it was received; empty for ticks and controls. */
  readonly decoder: string
  /** The time zone of what it states without one, bound when it was received; absent: UTC. As `isZone` of kit takes it. */
  readonly zone?: string
  /** Who sent it: `10.2.3.4:5140`, a file name, a token's name. At most 255 bytes of UTF-8. */
  readonly peer: string
  /** The same source sent the same bytes not long before: kept, judged and marked. */
  readonly repeated?: boolean
  readonly payload: Uint8Array
}

/** Kinds of control whose last one holds until the next of its kind: each names what it brings by digest. `contentsOf` says which. */
export const standingControls = ['rules', 'orders', 'city'] as const

/** The payload of a control frame, as JSON. What it names by digest lies beside the log and is durable before the frame. */
export type Control =
  | { readonly kind: 'rules'; readonly digest: string; readonly count: number }
  /** Work orders that stand, as one book; how many. */
  | { readonly kind: 'orders'; readonly digest: string; readonly count: number }
  /**
   * A version of the city: its zones and conduits, and what its assets are known by, in layers from the oldest on; what a later
   * layer says of an asset stands in place of what earlier ones say. Names of contents, as `cityContent` makes them.
   */
  | { readonly kind: 'city'; readonly number: number; readonly plan: string; readonly layers: readonly string[] }
  | { readonly kind: 'batch'; readonly key: string; readonly source: string; readonly frames: number }

/** Layers of one version of the city, at most. */
export const maxCityLayers = 16

/** Contents of the city have an ending of their own, so that none is taken for a bundle of rules. */
export const cityContentEnding = '.city'

/** The contents that a control frame names: what they must outlive. */
export function contentsOf(control: Control): readonly string[] {
  switch (control.kind) {
    case 'rules':
    case 'orders':
      return [control.digest]
    case 'city':
      return [control.plan, ...control.layers]
    case 'batch':
      return []
    default:
      return assertNever(control)
  }
}
