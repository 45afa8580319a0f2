import type { Candidates } from './candidates.ts'
import type { FoundWords } from './event-view.ts'
import { fileRules, type Indexed } from './filing.ts'
import type { FinderMemory } from './finder-memory.ts'
import { eachHolder, type FlatIndex, findFlat, flatIndex } from './flat-index.ts'
import { findRead, type IndexFrame, indexRules, type Reader, type ReadIndex } from './index-of-rules.ts'
import type { Fields } from './value.ts'

/** Finds, among many rules at once, the few that one event might meet. */
export interface RuleIndex {
  /** The exact words that it looks for: once candidates are found, whether the event holds one is known. */
  readonly words: FoundWords
  readonly flat: FlatIndex | undefined
  /** Made when it is needed for the first time, where there is a flat one. */
  read: ReadIndex | undefined
  readonly indexed: readonly Indexed[]
}

export interface RuleFrame extends IndexFrame {
  /** How many rules the engine has. */
  readonly rules: number
  /** Exact words: the text of candidate `rules + n`. */
  readonly words: readonly string[]
  readonly reader: Reader
  readonly memory: FinderMemory | undefined
}

/** @param found into which candidates will be found */
export function ruleIndex(indexed: readonly Indexed[], frame: RuleFrame, found: Candidates): RuleIndex {
  const { memory } = frame
  const filing = fileRules(indexed, frame.words, frame.rules)
  const flat = memory === undefined ? undefined : flatIndex(filing, frame.slots)
  const words: FoundWords = {
    filed: filing.filed,
    from: frame.rules,
    candidates: found,
    eachHolder: (word, visit) =>
      flat !== undefined &&
      memory !== undefined &&
      memory.event === flat.event &&
      eachHolder(flat, memory, word, visit),
  }
  return { words, flat, read: flat === undefined ? indexRules(filing, frame) : undefined, indexed }
}

/** Adds every rule that might match, the others cannot; and every exact word of the index that the event holds. */
export function findCandidates(index: RuleIndex, frame: RuleFrame, event: Fields, found: Candidates): void {
  const { flat } = index
  const { memory } = frame
  if (flat !== undefined && memory !== undefined && findFlat(flat, memory, event, found)) return
  index.read ??= indexRules(fileRules(index.indexed, frame.words, frame.rules), frame)
  findRead(index.read, event, frame.reader, found)
}
