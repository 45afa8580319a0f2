import type { Control, Event, EventAt, Finding, Frame, Incident } from '@tocsin/event'
import type { Migration, Statement, StateStore } from '@tocsin/store'

/** What a stage may know beside its input. No clock, no disk, no network: the same log gives the same findings. */
export interface StageHost {
  /** Largest `received` consumed, in milliseconds since the epoch. */
  readonly streamTime: number
}

/** A finding with the frames that it rests on: their bytes are copied, so that evidence outlives retention. */
export interface Said {
  readonly finding: Finding
  /** Sources of events that the finding counts and does not name; one that nobody knows any more is `unknownSource`. */
  readonly alsoOf?: readonly string[]
  /** By event id; a correlation may name events whose frames the keeper copies from the log. */
  readonly frames: readonly { readonly event: string; readonly bytes: Uint8Array | undefined }[]
  /** Its rule only listens: it is counted, and joins no incident. */
  readonly listening?: true
}

/** Something that stage 1 saw and that keyed state must hear of, in log order. Crosses threads: structured-cloneable. */
export interface Mark {
  /** The name of the correlate stage that takes it. */
  readonly stage: string
  /** Decides the shard: all marks of one key meet in one place, in order. */
  readonly key: string
  readonly at: EventAt
  /** Milliseconds since the epoch. */
  readonly received: number
  readonly body: unknown
}

/** A version of the city as the log names it. */
export type CityControl = Extract<Control, { kind: 'city' }>

/** Stage 1, before any detector: says what of the city an event names. Keeps nothing between events but the version that holds. */
export interface RecogniseStage {
  /**
   * From here on in the log this version holds.
   *
   * @param contents what the control names, by name; shared among threads, and never changed
   * @throws TocsinError where one is missing or is no such content: then nothing is recognised until the next version
   */
  control(control: CityControl, contents: ReadonlyMap<string, Uint8Array>): void
  recognise(event: Event): Event
}

/** Stage 1: judges one event at a time and keeps nothing between events. */
export interface DetectStage {
  readonly name: string
  /** A control frame took effect; everything after it in the log is judged by it. `content` is what it names by digest. */
  control(control: Control, content: Uint8Array | undefined): void
  judge(event: Event, frame: Frame, out: DetectOut): void
}

/** Where stage 1 puts what it sees. */
export interface DetectOut {
  say(said: Said): void
  mark(mark: Omit<Mark, 'at' | 'received'>): void
  /** A detector that could not judge this event: counted under its name and shown; the others go on. */
  fail(detector: string, error: unknown): void
}

/** Says of findings of both stages what changes how they are taken: the last of all, before they are grouped. */
export interface LabelStage {
  readonly name: string
  control(control: Control, content: Uint8Array | undefined): void
  /** @param event that it was said of, where stage 1 said it; a correlation is of many */
  label(said: Said, event?: Event): Said
}

/** Stage 2: holds keyed state. One shard of 16 takes the marks of its keys, in log order, whatever the number of workers. */
export interface CorrelateStage {
  readonly name: string
  open(shard: number): KeyedShard
}

export interface KeyedShard {
  control(control: Control, content: Uint8Array | undefined): void
  take(mark: Mark, host: StageHost, say: (said: Said) => void): void
  /** Time passes only here, with tick frames: what waits for absence is judged now. */
  tick(host: StageHost, say: (said: Said) => void): void
  /** All state as bytes, or nothing where there is none; `restore` gives it back after a restart. */
  snapshot(): Uint8Array | undefined
  restore(bytes: Uint8Array): void
}

/** What grouping wants written, in one transaction with the sink's position. */
export interface Grouped {
  readonly statements: readonly Statement[]
  /** Incidents as they are now, for the live stream. */
  readonly changed: readonly Incident[]
}

/** Stage 3: groups findings into incidents. One owner, in log order. */
export interface GroupStage {
  readonly migrations: readonly Migration[]
  /** Reads the open incidents back after a restart. */
  load(store: StateStore): Promise<void>
  /** Reads what people decided since; comes before each `group`. */
  refresh?(store: StateStore): Promise<void>
  group(said: readonly Said[]): Grouped
}
