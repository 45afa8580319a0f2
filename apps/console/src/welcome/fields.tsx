import { type ReactNode, useId, useState } from 'react'
import { useWords } from '../words/use-words.ts'

interface TextFieldProps {
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly value: string
  readonly autoComplete: string
  set(value: string): void
}

/** A label above, a hint in words, and what is wrong under the field. */
export function TextField({ label, hint, error, value, autoComplete, set }: TextFieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
      <input
        id={id}
        value={value}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck="false"
        maxLength={512}
        required
        aria-invalid={error === undefined ? undefined : 'true'}
        aria-describedby={`${id}-hint ${id}-error`}
        onChange={({ target }) => set(target.value)}
      />
      {error !== undefined && (
        <span className="err" id={`${id}-error`}>
          {error}
        </span>
      )}
    </div>
  )
}

interface PassphraseFieldProps {
  readonly value: string
  readonly autoComplete: 'new-password' | 'current-password'
  readonly hint?: string
  /** Where it is another one than the person's own, such as a new one. */
  readonly label?: string
  readonly children?: ReactNode
  set(value: string): void
}

/** A passphrase that can be shown; pasting and password managers work (WCAG 3.3.8). */
export function PassphraseField({ value, autoComplete, hint, label, children, set }: PassphraseFieldProps) {
  const { t } = useWords()
  const id = useId()
  const [shown, setShown] = useState(false)
  return (
    <div className="field">
      <label htmlFor={id}>{label ?? t('session.passphrase')}</label>
      {hint !== undefined && <small id={`${id}-hint`}>{hint}</small>}
      <div className="beside">
        <input
          id={id}
          type={shown ? 'text' : 'password'}
          value={value}
          autoComplete={autoComplete}
          autoCapitalize="none"
          spellCheck="false"
          maxLength={256}
          required
          aria-describedby={`${id}-hint ${id}-strength`}
          onChange={({ target }) => set(target.value)}
        />
        <button type="button" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? t('session.hide') : t('session.show')}
        </button>
      </div>
      <div id={`${id}-strength`}>{children}</div>
    </div>
  )
}
