import type { Format } from '../format/format.ts'

/** `20 Nov 2026 02:47` */
export function dayAndClock(format: Format, time: number): string {
  return `${format.day(time)} ${format.clock(time)}`
}
