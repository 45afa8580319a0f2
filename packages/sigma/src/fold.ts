/**
 * Case folding as Sigma's comparisons use it: one UTF-16 code unit to one code unit, so that positions never move.
 *
 * Lower case where that is a single unit (`İ` stays), and the long s (U+017F) is an s, so that it cannot hide a word.
 * Pairs of surrogates are left alone.
 */
export function foldUnit(unit: number): number {
  return table[unit] ?? unit
}

/** Folds a text; the result has the same length. */
export function fold(text: string): string {
  if (!unlikeLowerCase.test(text)) return text.toLowerCase()
  let folded = ''
  for (let i = 0; i < text.length; i++) folded += String.fromCharCode(foldUnit(text.charCodeAt(i)))
  return folded
}

/** The other units that fold to a folded one. */
export function unitsFoldingTo(folded: number): readonly number[] {
  return others.get(folded) ?? none
}

/** Units for which String.toLowerCase differs: it lengthens U+0130, minds the context of U+03A3, and reads pairs. */
const unlikeLowerCase = /[\u0130\u017f\u03a3\ud800-\udfff]/

const table = new Uint16Array(0x10000)
for (let unit = 0; unit < table.length; unit++) {
  const lower = unit >= 0xd800 && unit <= 0xdfff ? '' : String.fromCharCode(unit).toLowerCase()
  table[unit] = lower.length === 1 ? lower.charCodeAt(0) : unit
}
table[0x17f] = 0x73

const none: readonly number[] = []
const others = new Map<number, number[]>()
for (const [unit, folded] of table.entries()) {
  if (folded !== unit) others.set(folded, [...(others.get(folded) ?? []), unit])
}
