import { type Field, searchFields } from '@tocsin/query'
import { useId, useState } from 'react'
import { useWords } from '../words/use-words.ts'
import { mostShown } from './fields-shown.ts'

interface FieldPickerProps {
  readonly label: string
  readonly chosen: readonly Field[]
  readonly choose: (fields: readonly Field[]) => void
}

/** Chooses fields out of the registry; a filter narrows the list by name and meaning. */
export function FieldPicker({ label, chosen, choose }: FieldPickerProps) {
  const { t, say } = useWords()
  const id = useId()
  const [sought, setSought] = useState('')
  const [open, setOpen] = useState(false)
  const wanted = sought.trim().toLowerCase()
  const fields = searchFields.filter(({ name, says }) => `${name} ${says.en} ${says.fr}`.toLowerCase().includes(wanted))
  const full = chosen.length >= mostShown
  return (
    <details className="picker" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{label}</summary>
      {open && (
        <>
          <label className="sr" htmlFor={id}>
            {t('search.fieldFilter')}
          </label>
          <input
            id={id}
            value={sought}
            placeholder={t('search.fieldFilter')}
            onChange={({ target }) => setSought(target.value)}
          />
          <ul>
            {fields.map(({ name, says }) => (
              <li key={name}>
                <label>
                  <input
                    type="checkbox"
                    checked={chosen.includes(name)}
                    disabled={full && !chosen.includes(name)}
                    onChange={({ target }) =>
                      choose(target.checked ? [...chosen, name] : chosen.filter((field) => field !== name))
                    }
                  />
                  <span className="wire">{name}</span>
                  <small>{say(says)}</small>
                </label>
              </li>
            ))}
          </ul>
          {full && <p className="faint">{t('search.fieldsFull', { n: mostShown })}</p>}
        </>
      )}
    </details>
  )
}
