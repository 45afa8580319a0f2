import { TocsinError } from '@tocsin/kit'
import { InvalidArgumentError } from 'commander'

/** Reads an option that is a whole number within bounds. */
export function whole(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < from || value > to) {
      throw new InvalidArgumentError(`a whole number from ${from} to ${to} is needed`)
    }
    return value
  }
}

/** Gathers an option that may be repeated. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

export function notRunning(dataDir: string): TocsinError {
  return new TocsinError('not-running', 'No server runs on this data folder', {
    where: dataDir,
    fix: 'Start it with `npm start`, or name another folder with --data',
  })
}

/** Reads a time: a date, a date and time (UTC unless it says otherwise), or a span back from now such as `24h`. */
export function moment(now: number): (text: string) => number {
  return (text) => {
    const span = /^(\d+)([smhd])$/.exec(text)
    if (span !== null) return Math.max(-8.64e15, now - Number(span[1]) * (spans[span[2] ?? 's'] ?? 1000))
    const zoned = /T.*(Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`
    const value = Date.parse(zoned)
    if (Number.isNaN(value))
      throw new InvalidArgumentError('a time such as 2026-11-22, 2026-11-22T03:14 or 24h is needed')
    return value
  }
}

const spans: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
