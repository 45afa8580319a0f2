/** Characters that are shown on each side of a wrong part, and of the part itself. */
const shown = 60

/** The wrong part of a text with a little of what stands around it; an ellipsis where more was left out. */
export function placeOf(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): { readonly before: string; readonly wrong: string; readonly behind: string } {
  const wrong = text.slice(start, end)
  return {
    before: start > shown ? `…${text.slice(start - shown, start)}` : text.slice(0, start),
    wrong: wrong.length > shown ? `${wrong.slice(0, shown)}…` : wrong,
    behind: text.length - end > shown ? `${text.slice(end, end + shown)}…` : text.slice(end),
  }
}
