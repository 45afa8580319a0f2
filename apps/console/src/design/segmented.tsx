interface SegmentedProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly choices: readonly (readonly [value: Value, says: string, inLanguage?: string])[]
  choose(value: Value): void
}

/** A few choices of which one holds, as buttons that stay pressed. */
export function Segmented<Value extends string>({ label, value, choices, choose }: SegmentedProps<Value>) {
  return (
    <fieldset className="seg" aria-label={label}>
      {choices.map(([choice, says, inLanguage]) => (
        <button
          key={choice}
          type="button"
          className="small"
          lang={inLanguage}
          aria-pressed={choice === value}
          onClick={() => choose(choice)}
        >
          {says}
        </button>
      ))}
    </fieldset>
  )
}
