import type { Observable, Words } from '@tocsin/kit'
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
  let at = 0
  return piecesOf(
    say(words),
    names.map(({ value }) => value),
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
