import type { Revealed } from './people-api.ts'

const shape = /~[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}/g

export function isPseudonym(text: string): boolean {
  return text.length === 10 && text.search(shape) === 0
}

/** What was revealed where: in its incident, or outside of any. */
export function heldHere(
  revealed: readonly Revealed[],
  incident: string | undefined,
  now: number,
): ReadonlyMap<string, Revealed> {
  const held = revealed.filter((one) => one.until > now && (one.incident === undefined || one.incident === incident))
  return new Map(held.map((one) => [one.pseudonym, one]))
}

/** A sentence with the names that are revealed here. */
export function unveiled(text: string, held: ReadonlyMap<string, Revealed>): string {
  return held.size === 0 ? text : text.replace(shape, (found) => held.get(found)?.names.join(' / ') ?? found)
}
