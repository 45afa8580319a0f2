import type { RegexTest } from './detection.ts'

/** What every match of a regular expression contains; what is not listed may be there too. */
export interface RegexNeeds {
  /** The longest first. */
  readonly literals: readonly string[]
  /** So many characters of a class, one after the other. */
  readonly runs: readonly ClassRun[]
  /** The expression is nothing but one run: wherever there is one, it matches. */
  readonly isRun: boolean
}

export interface ClassRun {
  /** A native expression for one or more of its characters, or of a few more, with the flags g and u. */
  readonly native: string
  readonly flags: string
  readonly least: number
  /** The most that one match takes. */
  readonly most: number
}

/** Shorter runs are everywhere. */
const shortestRun = 12

/**
 * The longest text that every match of a regular expression contains, or '' where none is sure.
 *
 * Case is left as written; whoever searches must fold, which an insensitive expression's own folding may exceed for
 * characters beyond ASCII, so those cut the text too.
 */
export function requiredLiteral(test: RegexTest): string {
  return regexNeeds(test).literals[0] ?? ''
}

/** Reads only what is simple: anything else (groups, alternatives, escapes such as \d) cuts a text. */
export function regexNeeds(test: RegexTest): RegexNeeds {
  const { source } = test
  if (hasTopLevelAlternative(source)) return { literals: [], runs: [], isRun: false }
  const literals: string[] = []
  const runs: ClassRun[] = []
  let run = ''
  let isRun = false
  const cut = () => {
    if (run !== '') literals.push(run)
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
    const [, from, range, to] = /^\{(\d{1,4})(,(\d*))?\}/.exec(quantifier) ?? []
    const least = Number(from ?? 0)
    const native = least < shortestRun ? undefined : nativeClass(source.slice(i, atom.end), test.flags)
    const lazy = quantifier.endsWith('?')
    const most = range === undefined || lazy ? least : to === '' ? Number.POSITIVE_INFINITY : Number(to)
    if (native !== undefined) runs.push({ ...native, least, most })
    isRun = native !== undefined && i === 0 && atom.end + quantifier.length === source.length && native.exact
    i = atom.end + quantifier.length
  }
  cut()
  return { literals: literals.sort((a, b) => b.length - a.length), runs, isRun }
}

/** A class of RE2's syntax as a native one; `exact` if it takes the same characters and no more. */
function nativeClass(atom: string, flags: string): { native: string; flags: string; exact: boolean } | undefined {
  if (atom === '.') return { native: flags.includes('s') ? '[^]+' : '[^\\n]+', flags: 'gu', exact: true }
  const [, negated, body] = /^\[(\^?)((?:[0-9A-Za-z]-[0-9A-Za-z]|[0-9A-Za-z_/:;,"' ])+)\]$/.exec(atom) ?? []
  if (negated === undefined || body === undefined) return undefined
  const insensitive = flags.includes('i') && /[A-Za-z]/.test(body)
  // What folds beyond ASCII is taken by both, or by the native class alone, which turns round where it is negated.
  if (insensitive && negated === '^') return undefined
  return { native: `[${negated}${body}]+`, flags: insensitive ? 'giu' : 'gu', exact: !insensitive }
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
