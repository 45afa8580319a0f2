/** One measurement of a sensor. */
export interface Reading {
  readonly stream: string
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly value: number
  readonly unit: string
  readonly quality: 'good' | 'uncertain' | 'bad'
  /** The event that carried it, as `eventId` writes it. */
  readonly at: string
}
