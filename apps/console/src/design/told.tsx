import type { Observable, Words } from '@tocsin/kit'
import { useWords } from '../words/use-words.ts'
import { piecesOf } from './names.ts'
import { printable } from './printable.ts'

interface ToldProps {
  readonly words: Words
  /** What the sentence may name: it is underlined, and not broken across lines. */
  readonly names: readonly Observable[]
}

/** Names longer than this may break, so that a line never runs out of a narrow page. */
const longest = 28

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
    const whole = text.length <= longest ? 'nowrap' : undefined
    if (kind === 'plain') return printable(text)
    return kind === 'named' ? (
      <u key={key} className={whole}>
        {printable(text)}
      </u>
    ) : (
      <span key={key} className={whole}>
        {printable(text)}
      </span>
    )
  })
}
