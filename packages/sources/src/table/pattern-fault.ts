/** Where in a pattern the engine's complaint points, in UTF-16 units from its start; 0 where it names no place. */
export function faultIn(pattern: string, error: string): number {
  const named = /`([\s\S]*)`$/.exec(error)?.[1]
  if (named === undefined || named === '') return 0
  // Of a group that is never closed the engine names the whole pattern.
  if (named === pattern) return openGroup(pattern) ?? 0
  return Math.max(0, pattern.indexOf(named))
}

/** The last group that is opened and not closed. */
function openGroup(pattern: string): number | undefined {
  const open: number[] = []
  let inClass = false
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]
    if (char === '\\') at++
    else if (inClass) inClass = char !== ']'
    else if (char === '[') inClass = true
    else if (char === '(') open.push(at)
    else if (char === ')') open.pop()
  }
  return open.at(-1)
}
