import { printable } from './printable.ts'
import { runsOf } from './runs.ts'

interface MarkedProps {
  readonly text: string
  readonly ranges: readonly (readonly [start: number, end: number])[]
}

/** Recorded text with the marker on exactly what matched. */
export function Marked({ text, ranges }: MarkedProps) {
  let at = 0
  return runsOf(text, ranges).map(({ text: run, matched }) => {
    const key = at
    at += run.length
    return matched ? <mark key={key}>{printable(run)}</mark> : <span key={key}>{printable(run)}</span>
  })
}
