import type { CorrelateStage, DetectStage, GroupStage, LabelStage, RecogniseStage } from '@tocsin/capability'
import type { Decoder } from '@tocsin/event'

/**
 * What happens to a frame between the log and the stores, in the order in which it happens.
 *
 * The composing app exports one as `flow` from a module that every worker loads.
 */
export interface Flow {
  /** A frame is read by the decoder that its source was bound to. */
  readonly decode: readonly Decoder[]
  /** Decoders that a bundle of rules carries beside them: they hold from its control frame on. */
  readonly decodeMore?: (bundle: Uint8Array) => readonly Decoder[]
  /** Told in each worker, before its first frame, of a folder for what can be made again. It may not be there yet. */
  readonly keepMade?: (folder: string) => void
  /** Says what of the city an event names, made once a worker; without it nothing is recognised. */
  readonly recognise?: () => RecogniseStage
  /** Stage 1, made once a worker. */
  readonly detect: () => readonly DetectStage[]
  /** Stage 2, opened once a shard. */
  readonly correlate: readonly CorrelateStage[]
  /** What is said of findings last, made once for stage 1 and once for stage 2 of a worker; by log order alone. */
  readonly label?: () => readonly LabelStage[]
  /** Whether what a control frame names is a bundle of rules; other kinds lie beside the log too. */
  readonly isRules?: (content: Uint8Array) => boolean
  /** Stage 3, made once, beside the state store. */
  readonly group: () => GroupStage
}
