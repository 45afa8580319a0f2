import type { View } from './mercator.ts'

/** What the buttons and keys of the page do with whichever map is drawn. */
export interface MapHand {
  /** Steps of zoom: 1 is twice as close. */
  zoom(by: number): void
  /** Pixels to the east and the south. */
  pan(dx: number, dy: number): void
  look(view: View): void
}

/** What a map needs to be drawn, however it is. */
export interface MapProps<Drawn> {
  readonly drawing: Drawn
  readonly view: View
  readonly label: string
  readonly chosen: string | undefined
  /** `settled`: the hand has let go. */
  moved(view: View, settled: 'moving' | 'settled'): void
  choose(id: string): void
}
