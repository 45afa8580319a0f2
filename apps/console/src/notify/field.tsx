import { useId } from 'react'

interface FieldProps {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly kind?: 'text' | 'password' | 'number' | 'time' | 'url'
  readonly optional?: true
  readonly lines?: true
  readonly longest?: number
  set(value: string): void
}

/** A label above, a hint in words. */
export function Field({ label, hint, value, kind = 'text', optional, lines, longest = 2048, set }: FieldProps) {
  const id = useId()
  const common = {
    id,
    value,
    required: optional !== true,
    maxLength: longest,
    autoComplete: 'off',
    autoCapitalize: 'none',
    spellCheck: false,
    'aria-describedby': hint === undefined ? undefined : `${id}-hint`,
  } as const
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
      {lines === true ? (
        <textarea {...common} rows={4} className="wire" onChange={({ target }) => set(target.value)} />
      ) : (
        <input {...common} type={kind} onChange={({ target }) => set(target.value)} />
      )}
    </div>
  )
}

interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly choices: readonly (readonly [value: Value, says: string])[]
  choose(value: Value): void
}

export function Choice<Value extends string>({ label, value, choices, choose }: ChoiceProps<Value>) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={({ target }) => {
          const chosen = choices.find(([one]) => one === target.value)
          if (chosen !== undefined) choose(chosen[0])
        }}
      >
        {choices.map(([one, says]) => (
          <option key={one} value={one}>
            {says}
          </option>
        ))}
      </select>
    </div>
  )
}

interface TicksProps<Value extends string> {
  readonly label: string
  readonly hint?: string
  readonly chosen: readonly Value[]
  readonly choices: readonly (readonly [value: Value, says: string])[]
  choose(chosen: readonly Value[]): void
}

/** Several of a few; the last one that is ticked stays. */
export function Ticks<Value extends string>({ label, hint, chosen, choices, choose }: TicksProps<Value>) {
  return (
    <fieldset className="choices">
      <legend>{label}</legend>
      {hint !== undefined && <small>{hint}</small>}
      {choices.map(([one, says]) => (
        <label key={one} className="tick">
          <input
            type="checkbox"
            checked={chosen.includes(one)}
            disabled={chosen.length === 1 && chosen.includes(one)}
            onChange={({ target }) =>
              choose(
                choices.flatMap(([each]) => ((each === one ? target.checked : chosen.includes(each)) ? [each] : [])),
              )
            }
          />{' '}
          <span>{says}</span>
        </label>
      ))}
    </fieldset>
  )
}
