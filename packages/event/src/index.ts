export { type Column, type ColumnName, type ColumnType, columnNamed, columns, type EventRow } from './columns.ts'
export {
  type Decoded,
  type DecodeFailure,
  type DecodeReason,
  type Decoder,
  decodeFailure,
  type FramePart,
} from './decoder.ts'
export type { Event, LogSource, TimeQuality } from './event.ts'
export { compareEventAt, type EventAt, eventId, parseEventId } from './event-at.ts'
export { type Evidence, type Finding, type MatchedField, type Severity, severities, type Technique } from './finding.ts'
export {
  type Control,
  cityContentEnding,
  contentsOf,
  type Frame,
  type FrameKind,
  frameKinds,
  isReplayPartition,
  lanes,
  maxCityLayers,
  maxPayload,
  type Origin,
  origins,
  partitionsPerLane,
  type Realm,
  realms,
  standingControls,
} from './frame.ts'
export type { Incident } from './incident.ts'
export { type Native, nativeLimits, type Scalar, type Value } from './native.ts'
export type { Reading } from './reading.ts'
export {
  type FlowJudged,
  type FlowMode,
  nothingSeen,
  readSeen,
  type Seen,
  type SeenAsset,
  type SeenRole,
  type SeenThing,
  writeSeen,
} from './seen.ts'
export { senderOf } from './sender.ts'
export type { Verdict } from './verdict.ts'
export { actsOf, type FieldAnswer, fieldAnswers, type WorkAct, type WorkPart, workActs } from './work.ts'
