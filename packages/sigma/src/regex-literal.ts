import type { RegexTest } from './detection.ts'

/**
 * The longest text that every match of a regular expression contains, or '' where none is sure.
 *
 * Reads only what is simple: anything else (classes, groups, alternatives, escapes such as \d) cuts the text.
 * Case is left as written; whoever searches must fold, which an insensitive expression's own folding may exceed for
 * characters beyond ASCII, so those cut the text too.
 */
export function requiredLiteral(test: RegexTest): string {
  const { source } = test
  if (hasTopLevelAlternative(source)) return ''
  let best = ''
  let run = ''
  const cut = () => {
    if (run.length > best.length) best = run
    run = ''
  }
  let i = 0
  while (i < source.length) {
    const atom = readAtom(source, i)
    const quantifier = /^(?:[*?+]|\{\d*,?\d*\})[?+]?/.exec(source.slice(atom.end, atom.end + 24))?.[0] ?? ''
    const mayRepeat = quantifier !== ''
    const mayMiss = quantifier.startsWith('*') || quantifier.startsWith('?') || /^\{(?:0|,)/.test(quantifier)
    if (atom.literal === undefined || mayMiss) cut()
    else if (mayRepeat) {
      run += atom.literal
      cut()
    } else run += atom.literal
    i = atom.end + quantifier.length
  }
  cut()
  return best
}

/** One atom from `at`: its literal character if it is one, and where it ends. */
function readAtom(source: string, at: number): { literal: string | undefined; end: number } {
  const char = source.charAt(at)
  if (char === '\\') {
    const next = source.charAt(at + 1)
    if (/[\\.*+?()[\]{}|^$/"'\-_:;,@#%&=!<>~` ]/.test(next)) return { literal: next, end: at + 2 }
    return { literal: undefined, end: escapeEnd(source, at) }
  }
  if (char === '[') return { literal: undefined, end: classEnd(source, at) }
  if (char === '(') return { literal: undefined, end: groupEnd(source, at) }
  if ('.^$*+?){}|'.includes(char) || char.charCodeAt(0) > 126) return { literal: undefined, end: at + 1 }
  return { literal: char, end: at + 1 }
}

/** `\Q` starts a quotation that these few lines do not follow: nothing after it is sure. */
function escapeEnd(source: string, at: number): number {
  const rest = source.slice(at + 1)
  if (rest.startsWith('Q')) return source.length
  const long = /^(?:x\{[^}]*\}|x[0-9a-fA-F]{2}|[pP]\{[^}]*\}|[pP].|[0-7]{1,3}|u[0-9a-fA-F]{4}|.)/s.exec(rest)
  return at + 1 + (long?.[0].length ?? 0)
}

function classEnd(source: string, at: number): number {
  let i = at + 1
  if (source.charAt(i) === '^') i++
  if (source.charAt(i) === ']') i++
  while (i < source.length && source.charAt(i) !== ']') {
    if (source.startsWith('[:', i)) {
      const close = source.indexOf(':]', i)
      if (close > 0) i = close + 1
    } else if (source.charAt(i) === '\\') i++
    i++
  }
  return i + 1
}

function groupEnd(source: string, at: number): number {
  let depth = 0
  let i = at
  while (i < source.length) {
    const char = source.charAt(i)
    if (char === '\\') i += 2
    else if (char === '[') i = classEnd(source, i)
    else {
      if (char === '(') depth++
      if (char === ')' && --depth === 0) return i + 1
      i++
    }
  }
  return source.length
}

function hasTopLevelAlternative(source: string): boolean {
  let i = 0
  while (i < source.length) {
    const char = source.charAt(i)
    if (char === '|') return true
    // A group such as (?i) changes how the rest is read: nothing is sure then.
    if (char === '(' && /^\(\?[a-zA-Z-]*[xsimU-][a-zA-Z-]*\)/.test(source.slice(i, i + 12))) return true
    if (char === '\\') {
      if (source.charAt(i + 1) === 'Q') return true
      i += 2
    } else if (char === '[') i = classEnd(source, i)
    else if (char === '(') i = groupEnd(source, i)
    else i++
  }
  return false
}
