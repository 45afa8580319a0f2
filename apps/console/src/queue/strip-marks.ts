import { type Incident, type Severity, severities } from '@tocsin/event'

/** Pixels that one mark takes. */
const slot = 16
/** Marks of medium and lower are drawn only while all marks stay this few: a crowd would hide the grave ones. */
const crowd = 24

export interface StripMark {
  readonly severity: Severity
  readonly x: number
}

/** Where incidents opened, the worst of those that would lie on each other. */
export function marksOf(incidents: readonly Incident[], x: (time: number) => number): readonly StripMark[] {
  const worst = new Map<number, Severity>()
  for (const { opened, severity } of incidents) {
    const at = Math.round(x(opened) / slot)
    const known = worst.get(at)
    if (known === undefined || severities.indexOf(severity) > severities.indexOf(known)) worst.set(at, severity)
  }
  const marks = [...worst].map(([at, severity]) => ({ severity, x: at * slot }))
  return marks.length <= crowd
    ? marks
    : marks.filter(({ severity }) => severities.indexOf(severity) > severities.indexOf('medium'))
}
