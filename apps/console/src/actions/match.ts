/** Folds case and accents, so that "regles" finds "Règles". */
export function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

/**
 * How well a label answers what was typed: higher is better, nothing where it does not.
 * The start of the label counts most, then the start of a word, then anywhere, then a keyword.
 */
export function rank(typed: string, label: string, keywords = ''): number | undefined {
  const wanted = fold(typed.trim())
  const name = fold(label)
  if (wanted === '') return 0
  if (name.startsWith(wanted)) return 4
  if (name.split(/[\s'’-]+/u).some((word) => word.startsWith(wanted))) return 3
  if (name.includes(wanted)) return 2
  return fold(keywords).includes(wanted) ? 1 : undefined
}
