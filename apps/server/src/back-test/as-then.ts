import type { CityControl } from '@tocsin/capability'
import type { Control, Event, Frame } from '@tocsin/event'
import { recogniser } from '@tocsin/inventory'
import { content, lastControl, type Position } from '@tocsin/store'
import { type SharedContents, sharedContents } from '@tocsin/stream'

/** Recognises events of the past by the version of the city that stood when they were received. */
export interface AsThen {
  /** Hears of each frame in its place: a version of the city holds for those behind it. */
  heard(frame: Frame): void
  recognise(event: Event): Event
}

/** Which log is read, and what its versions of the city name, read once. */
export interface PastCities {
  readonly logDir: string
  readonly lane: number
  readonly contents: SharedContents
}

export function pastCities({ logDir, lane }: { readonly logDir: string; readonly lane: number }): PastCities {
  return { logDir, lane, contents: sharedContents((name) => content(logDir, name)) }
}

/** @param place where reading begins */
export function recognisedAsThen(
  { logDir, lane, contents }: PastCities,
  place: Position | undefined,
  notes: string[],
): AsThen {
  const stage = recogniser()
  const hold = (control: CityControl) => {
    try {
      stage.control(control, contents.of(control))
    } catch (error) {
      notes.push(error instanceof Error ? error.message : String(error))
    }
  }
  const before = place === undefined ? undefined : cityBefore(logDir, lane, place)
  if (before !== undefined) hold(before)
  return {
    heard: ({ kind, payload }) => {
      const control = kind === 'control' ? cityIn(payload) : undefined
      if (control !== undefined) hold(control)
    },
    recognise: (event) => stage.recognise(event),
  }
}

function cityBefore(logDir: string, lane: number, place: Position): CityControl | undefined {
  try {
    const control = lastControl(logDir, lane, 'city', place)?.control
    return control?.kind === 'city' ? control : undefined
  } catch {
    // What cannot be read there is told where frames are read.
    return undefined
  }
}

function cityIn(payload: Uint8Array): CityControl | undefined {
  const control = JSON.parse(new TextDecoder().decode(payload)) as Control
  return control.kind === 'city' ? control : undefined
}
