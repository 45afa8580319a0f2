import { type RefObject, useId } from 'react'

interface WrittenTextProps {
  readonly label: string
  readonly hint: string
  readonly rows: number
  readonly value: string
  readonly box?: RefObject<HTMLTextAreaElement | null>
  set(value: string): void
}

/** A text that is written as code: no wrapping, no spelling. */
export function WrittenText({ label, hint, rows, value, box, set }: WrittenTextProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <small id={`${id}-hint`}>{hint}</small>
      <textarea
        ref={box}
        id={id}
        className="wire"
        rows={rows}
        maxLength={1_000_000}
        spellCheck="false"
        autoCapitalize="none"
        autoComplete="off"
        wrap="off"
        aria-describedby={`${id}-hint`}
        value={value}
        onChange={({ target }) => set(target.value)}
      />
    </div>
  )
}
