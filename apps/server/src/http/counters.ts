/** What the API did since it started, by word; the words come from code, never from a request. */
export interface HttpCounters {
  /** By status: `200`, `404`. */
  readonly answers: Readonly<Record<string, number>>
  /** By the code of the problem: nothing is refused silently. */
  readonly refused: Readonly<Record<string, number>>
  readonly liveStreams: number
  readonly ingestBytes: number
}

export interface Counting {
  answered(status: number): void
  refused(code: string): void
  viewers(change: 1 | -1): void
  ingested(bytes: number): void
  read(): HttpCounters
}

export function httpCounters(): Counting {
  const answers = new Map<string, number>()
  const refusals = new Map<string, number>()
  let liveStreams = 0
  let ingestBytes = 0
  return {
    answered: (status) => add(answers, String(status)),
    refused: (code) => add(refusals, code),
    viewers: (change) => {
      liveStreams += change
    },
    ingested: (bytes) => {
      ingestBytes += bytes
    },
    read: () => ({
      answers: Object.fromEntries(answers),
      refused: Object.fromEntries(refusals),
      liveStreams,
      ingestBytes,
    }),
  }
}

function add(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1)
}
