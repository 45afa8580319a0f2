const dayMs = 86_400_000

/** The day so many days ahead here, as the date field of a form writes it: `2026-11-23`. */
export function dateIn(days: number, now = Date.now()): string {
  const date = new Date(now + days * dayMs)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
