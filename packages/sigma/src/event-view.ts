import { inNetwork, type Network, readAddress } from './address.ts'
import { type Candidates, hasCandidate } from './candidates.ts'
import { fold } from './fold.ts'
import type { TextMatcher } from './glob.ts'
import { scalarText } from './scalar.ts'
import type { Fields, Scalar, Value } from './value.ts'

/** One event as checks ask it: texts are folded at most once per field and event. */
export interface EventView {
  /** Looks at another event, and at what the index found in it. */
  turnTo(fields: Fields, found?: FoundWords): void
  value(slot: number): Value | undefined
  /** Whether any text of the field passes. The matcher gets the folded text unless `cased`. */
  someText(slot: number, cased: boolean, matcher: TextMatcher): boolean
  someAddress(slot: number, network: Network): boolean
  /** Whether any text of the whole event passes. */
  someWord(cased: boolean, matcher: TextMatcher): boolean
  /** The same for an exact word, which the index may have found already. */
  holdsWord(word: number, matcher: TextMatcher): boolean
  /** Visits each value that holds an exact word, with its first place there; false if only `eachWord` can tell. */
  eachHolder(word: number, visit: (value: Scalar, at: number) => void): boolean
  /** Visits every value of the event whose text passes. */
  eachWord(cased: boolean, matcher: TextMatcher, visit: (value: Scalar) => void): void
}

/** Exact words that an index looked for. */
export interface FoundWords {
  readonly filed: Uint8Array
  /** Word n is candidate `from + n`. */
  readonly from: number
  readonly candidates: Candidates
  /** Visits each value that holds candidate n, with its first place there; false if the index does not know. */
  eachHolder(candidate: number, visit: (value: Scalar, at: number) => void): boolean
}

export function eventView(slots: number): EventView {
  const folded = new Array<string>(slots).fill('')
  const foldedOf = new Int32Array(slots)
  const words: string[] = []
  const wordValues: Scalar[] = []
  const foldedWords: string[] = []
  let wordsOf = 0
  let event = 0
  let fields: Fields | undefined
  let found: FoundWords | undefined

  const collect = (value: Scalar) => {
    const text = scalarText(value)
    if (text === undefined) return
    words.push(text)
    wordValues.push(value)
  }
  const readWords = () => {
    if (wordsOf === event) return
    words.length = 0
    wordValues.length = 0
    foldedWords.length = 0
    fields?.each(collect)
    wordsOf = event
  }
  const foldWords = () => {
    if (foldedWords.length !== words.length) for (const word of words) foldedWords.push(fold(word))
  }
  const foldSlot = (slot: number, text: string): string => {
    if (foldedOf[slot] === event) return folded[slot] ?? ''
    const result = fold(text)
    folded[slot] = result
    foldedOf[slot] = event
    return result
  }
  const textPasses = (element: Scalar, cased: boolean, matcher: TextMatcher) => {
    const text = scalarText(element)
    return text !== undefined && matcher(cased ? text : fold(text))
  }
  const someWord = (cased: boolean, matcher: TextMatcher) => {
    readWords()
    if (cased) return words.some(matcher)
    foldWords()
    return foldedWords.some(matcher)
  }

  return {
    turnTo: (next, nextFound) => {
      fields = next
      found = nextFound
      event = (event + 1) | 0
    },
    value: (slot) => fields?.get(slot),
    someText: (slot, cased, matcher) => {
      const value = fields?.get(slot)
      if (value === undefined || value === null) return false
      if (typeof value === 'object') return value.some((element) => textPasses(element, cased, matcher))
      const text = typeof value === 'string' ? value : String(value)
      return matcher(cased ? text : foldSlot(slot, text))
    },
    someAddress: (slot, network) => {
      const value = fields?.get(slot)
      const lies = (element: Scalar) => {
        const address = typeof element === 'string' ? readAddress(element) : undefined
        return address !== undefined && inNetwork(address, network)
      }
      if (value === undefined || value === null) return false
      return typeof value === 'object' ? value.some(lies) : lies(value)
    },
    someWord,
    holdsWord: (word, matcher) => {
      if (found === undefined || found.filed[word] !== 1) return someWord(false, matcher)
      return hasCandidate(found.candidates, found.from + word)
    },
    eachHolder: (word, visit) => {
      if (found === undefined || found.filed[word] !== 1) return false
      return found.eachHolder(found.from + word, visit)
    },
    eachWord: (cased, matcher, visit) => {
      readWords()
      if (!cased) foldWords()
      const texts = cased ? words : foldedWords
      for (const [index, text] of texts.entries()) if (matcher(text)) visit(wordValues[index] ?? null)
    },
  }
}
