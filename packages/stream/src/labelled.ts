import type { LabelStage, Said } from '@tocsin/capability'

/** What a detector said, with what the labels add; one that throws adds nothing, is counted, and stops no finding. */
export function labelled(
  said: Said,
  labels: readonly LabelStage[],
  fail: (detector: string, error: unknown) => void,
): Said {
  let now = said
  for (const stage of labels) {
    try {
      now = stage.label(now)
    } catch (error) {
      fail(stage.name, error)
    }
  }
  return now
}
