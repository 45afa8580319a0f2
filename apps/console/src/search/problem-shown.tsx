import type { SearchProblem } from '@tocsin/query'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'
import { placeOf } from './place.ts'

interface ProblemShownProps {
  readonly id: string
  readonly text: string
  readonly problem: SearchProblem
}

/** Why a search cannot be read, with the wrong part of it marked, and what to do. */
export function ProblemShown({ id, text, problem }: ProblemShownProps) {
  const { say } = useWords()
  const { before, wrong, behind } = placeOf(text, problem)
  return (
    <span className="problem" id={id} role="alert">
      <span className="wire">
        {printable(before)}
        <mark>{wrong === '' ? '\u00a0' : printable(wrong)}</mark>
        {printable(behind)}
      </span>
      <span className="err">{say(problem.message)}</span>
      <span className="soft">{say(problem.fix)}</span>
    </span>
  )
}
