import { useId } from 'react'

interface OptionalFieldProps {
  readonly label: string
  readonly hint?: string
  readonly type?: 'text' | 'date'
  readonly value: string
  set(value: string): void
}

/** One line of a form that may stay empty. */
export function OptionalField({ label, hint, type = 'text', value, set }: OptionalFieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
      <input
        id={id}
        type={type}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        maxLength={2000}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck="false"
        onChange={({ target }) => set(target.value)}
      />
    </div>
  )
}

/** The first moment of a day (`2026-11-30`) where the browser is, in milliseconds since the epoch. */
export function dayOf(text: string): number | null {
  const time = text === '' ? Number.NaN : new Date(`${text}T00:00:00`).getTime()
  return Number.isNaN(time) ? null : time
}
