import { useWords } from '../words/use-words.ts'
import { leastLength, strengthOf } from './strength.ts'

interface StrengthLineProps {
  readonly passphrase: string
  readonly name: string
}

/** The strength in words, over a ruler of its length. */
export function StrengthLine({ passphrase, name }: StrengthLineProps) {
  const { t } = useWords()
  const strength = strengthOf(passphrase, name)
  const length = Math.min(24, [...passphrase].length)
  const says =
    strength.kind === 'short'
      ? t('session.strength.short', { count: strength.missing })
      : t(`session.strength.${strength.kind}`)
  return (
    <div className="strength">
      <svg viewBox="0 0 240 8" preserveAspectRatio="none" aria-hidden="true">
        <path className="tick" d={`M.5 0v8M${leastLength * 10} 0v8M239.5 0v8M60 4v4M180 4v4`} />
        <rect className="amount" y="5" width={length * 10} height="3" />
      </svg>
      <p aria-live="polite">{says}</p>
    </div>
  )
}
