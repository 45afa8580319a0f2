/** An event's identity and its place: partition, the frame's ordinal in it, and the event's ordinal in the frame. */
export interface EventAt {
  readonly partition: number
  readonly offset: number
  readonly index: number
}

/** One text for an event, for URLs and evidence: `3.1042.0`. */
export function eventId(at: EventAt): string {
  return `${at.partition}.${at.offset}.${at.index}`
}

export function parseEventId(id: string): EventAt | undefined {
  const match = /^(\d{1,3})\.(\d{1,15})\.(\d{1,6})$/.exec(id)
  if (match === null) return undefined
  return { partition: Number(match[1]), offset: Number(match[2]), index: Number(match[3]) }
}

export function compareEventAt(a: EventAt, b: EventAt): number {
  return a.partition - b.partition || a.offset - b.offset || a.index - b.index
}
