/**
 * A span as people say it, in at most two units: `4 min 10 s`, `1 h 5 min`, `350 ms`.
 *
 * French puts a no-break space between figure and unit, and says `j` for a day.
 *
 * @param milliseconds negative spans count as their length
 */
export function duration(milliseconds: number, language: 'en' | 'fr' = 'en'): string {
  const ms = Math.abs(milliseconds)
  const say = (figure: number, unit: string) =>
    language === 'fr' ? `${figure}\u00a0${unit === 'd' ? 'j' : unit}` : `${figure} ${unit}`
  if (ms < 1000) return say(Math.round(ms), 'ms')
  const seconds = Math.round(ms / 1000)
  const at = units.findIndex(([, size]) => seconds >= size)
  const [unit, size] = units[at] ?? second
  const [next, part] = units[at + 1] ?? second
  const rest = Math.floor((seconds % size) / part)
  const whole = say(Math.floor(seconds / size), unit)
  return rest === 0 ? whole : `${whole} ${say(rest, next)}`
}

const second = ['s', 1] as const
const units = [['d', 86_400], ['h', 3_600], ['min', 60], second] as const
