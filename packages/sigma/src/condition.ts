import type { Node, Part } from './detection.ts'
import { textMatcher } from './glob.ts'
import { tidyPattern } from './pattern.ts'
import { refuse } from './refuse.ts'

/**
 * Reads a condition over named searches (Sigma specification 2.1, "Condition").
 *
 * Loosest first: `or`, `and`, `not`, `1 of`/`all of`, parentheses. Keywords are read in any case.
 *
 * @param at offset of the condition in its file, for refusals
 */
export function readCondition(text: string, searches: ReadonlyMap<string, Node>, at: number): Node {
  const tokens = tokenize(text, at)
  const state: State = { tokens, next: 0, searches, end: at + text.length, depth: 0 }
  if (tokens.length === 0) refuse(at, 'the condition is empty', 'Name the searches that must match')
  const node = readOr(state)
  const rest = tokens[state.next]
  if (rest !== undefined)
    refuse(rest.at, `the condition goes on with "${rest.text}" after its end`, 'Join it with and/or')
  return node
}

interface Token {
  readonly text: string
  readonly at: number
}

interface State {
  readonly tokens: readonly Token[]
  next: number
  depth: number
  readonly searches: ReadonlyMap<string, Node>
  readonly end: number
}

const maxTokens = 5000
const maxDepth = 200

function tokenize(text: string, at: number): Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(/\s+|[()]|[^\s()]+/g)) {
    if (match[0].trim() === '') continue
    const token = { text: match[0], at: at + match.index }
    if (token.text.includes('|'))
      refuse(
        token.at,
        'aggregations with | are obsolete',
        'Write a correlation rule (event_count, value_count, temporal)',
      )
    tokens.push(token)
    if (tokens.length > maxTokens) refuse(token.at, `the condition has more than ${maxTokens} words`, 'Shorten it')
  }
  return tokens
}

function readOr(state: State): Node {
  const nodes = [readAnd(state)]
  while (accept(state, 'or')) nodes.push(readAnd(state))
  return joined('or', nodes)
}

function readAnd(state: State): Node {
  const nodes = [readNot(state)]
  while (accept(state, 'and')) nodes.push(readNot(state))
  return joined('and', nodes)
}

function readNot(state: State): Node {
  const at = state.tokens[state.next]?.at ?? state.end
  if (++state.depth > maxDepth) refuse(at, `the condition is nested deeper than ${maxDepth} levels`, 'Simplify it')
  const node: Node = accept(state, 'not') ? { kind: 'not', node: readNot(state) } : readPrimary(state)
  state.depth--
  return node
}

function readPrimary(state: State): Node {
  const token = state.tokens[state.next++]
  if (token === undefined) refuse(state.end, 'the condition ends too early', 'Complete it')
  if (token.text === '(') {
    const node = readOr(state)
    if (!accept(state, ')'))
      refuse(state.tokens[state.next]?.at ?? state.end, 'a parenthesis is not closed', 'Close it with )')
    return node
  }
  if (state.tokens[state.next]?.text.toLowerCase() === 'of') return readOf(token, state)
  const search = state.searches.get(token.text)
  if (search === undefined) refuseName(token, state)
  return search
}

function readOf(quantity: Token, state: State): Node {
  state.next++
  const kind = { '1': 'or', any: 'or', all: 'and' }[quantity.text.toLowerCase()]
  if (kind !== 'or' && kind !== 'and')
    refuse(quantity.at, `"${quantity.text} of" is not Sigma`, 'Use "1 of" or "all of"')
  const target = state.tokens[state.next++]
  if (target === undefined)
    refuse(state.end, 'the condition ends after "of"', 'Say of what: them, or a pattern such as selection*')
  const nodes = matching(target.text, state.searches)
  if (nodes.length === 0) refuse(target.at, `no search is called ${target.text}`, `Searches are: ${names(state)}`)
  return joined(kind, nodes)
}

/** Names starting with an underscore are left out of `them` and of every pattern that does not start with one. */
function matching(target: string, searches: ReadonlyMap<string, Node>): Node[] {
  const pattern = target.toLowerCase() === 'them' ? '*' : target
  const parts = pattern.split('*').flatMap((text): Part[] => [{ kind: 'many' }, { kind: 'text', text }])
  const fits = textMatcher(tidyPattern(parts.slice(1)), true)
  return [...searches]
    .filter(([name]) => fits(name) && (!name.startsWith('_') || pattern.startsWith('_')))
    .map(([, node]) => node)
}

function refuseName(token: Token, state: State): never {
  if (token.text.toLowerCase() === 'near')
    refuse(token.at, 'near is obsolete', 'Write a correlation rule of type temporal')
  refuse(token.at, `no search is called ${token.text}`, `Searches are: ${names(state)}`)
}

function names(state: State): string {
  return [...state.searches.keys()].slice(0, 20).join(', ')
}

function accept(state: State, word: string): boolean {
  if (state.tokens[state.next]?.text.toLowerCase() !== word) return false
  state.next++
  return true
}

function joined(kind: 'and' | 'or', nodes: readonly Node[]): Node {
  const [only] = nodes
  return nodes.length === 1 && only !== undefined ? only : { kind, nodes }
}
