import type { Observable, Words } from '@tocsin/kit'
import { unveiled } from '../people/pseudonym.ts'
import { useHeld } from '../people/use-held.ts'
import { useWords } from '../words/use-words.ts'
import { piecesOf } from './names.ts'
import { printable } from './printable.ts'

interface ToldProps {
  readonly words: Words
  /** What the sentence may name: it is underlined, and not broken across lines. */
  readonly names: readonly Observable[]
}

/** A sentence of Tocsin's, with the names in it set apart. */
export function Told({ words, names }: ToldProps) {
  const { say } = useWords()
  const held = useHeld()
  let at = 0
  return piecesOf(
    unveiled(say(words), held),
    names.map(({ value }) => unveiled(value, held)),
  ).map(({ text, kind }) => {
    const key = at
    at += text.length
    if (kind === 'plain') return printable(text)
    return kind === 'named' ? (
      <u key={key} className="whole">
        {printable(text)}
      </u>
    ) : (
      <span key={key} className="whole">
        {printable(text)}
      </span>
    )
  })
}
