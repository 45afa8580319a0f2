import type { LabelStage, Said } from '@tocsin/capability'
import type { Event } from '@tocsin/event'

/** What a detector said, with what the labels add; one that throws adds nothing, is counted, and stops no finding. */
export function labelled(
  said: Said,
  labels: readonly LabelStage[],
  fail: (detector: string, error: unknown) => void,
  event?: Event,
): Said {
  let now = said
  for (const stage of labels) {
    try {
      now = stage.label(now, event)
    } catch (error) {
      fail(stage.name, error)
    }
  }
  return now
}
