import { type FormEvent, useId, useState } from 'react'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'
import type { AskedByLink } from './field-api.ts'

interface ServiceAnswersProps {
  readonly asked: AskedByLink
  readonly busy: boolean
  send(service: readonly object[], note: string): void
}

/** The questions about a service, at most three; what is left empty is not answered. */
export function ServiceAnswers({ asked, busy, send }: ServiceAnswersProps) {
  const { t, say } = useWords()
  const id = useId()
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [byHand, setByHand] = useState(false)
  const given = (name: string) => {
    const text = values[name]?.trim() ?? ''
    return text === '' || !Number.isFinite(Number(text)) ? undefined : Number(text)
  }
  const answers = asked.asks.flatMap((about): readonly object[] => {
    if (about === 'people') {
      const people = given('people')
      return people === undefined ? [] : [{ about, people: Math.round(people) }]
    }
    if (about === 'outage') {
      const maximumOutage = given('outage')
      return maximumOutage === undefined ? [] : [{ about, maximumOutage }]
    }
    const buffer = given('buffer')
    const manual = {
      kind: 'manual',
      takesOverAfter: given('after') ?? 0,
      lasts: given('lasts') ?? 0,
      capacity: Math.min(1, (given('share') ?? 0) / 100),
    }
    return buffer === undefined ? [] : [{ about, buffer, fallback: byHand ? manual : { kind: 'none' } }]
  })
  const number = (name: 'people' | 'outage' | 'buffer' | 'after' | 'lasts' | 'share', most: number) => (
    <div className="field">
      <label htmlFor={`${id}${name}`}>{t(`city.ask.${name}`)}</label>
      <input
        id={`${id}${name}`}
        type="number"
        inputMode="decimal"
        min={0}
        max={most}
        step="any"
        value={values[name] ?? ''}
        onChange={({ target }) => setValues({ ...values, [name]: target.value })}
      />
    </div>
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (answers.length > 0) send(answers, values['note'] ?? '')
  }
  return (
    <form onSubmit={submit} className="answer-form">
      {asked.asks.map((about, place) => {
        const words = asked.says[place]
        return (
          <fieldset key={about}>
            <legend className="told">{words === undefined ? about : printable(say(words))}</legend>
            {about === 'people' && number('people', 100_000_000)}
            {about === 'outage' && number('outage', 87_600)}
            {about === 'fallback' && (
              <>
                {number('buffer', 87_600)}
                <label className="check">
                  <input type="checkbox" checked={byHand} onChange={({ target }) => setByHand(target.checked)} />{' '}
                  {t('city.ask.byHand')}
                </label>
                {byHand && (
                  <>
                    {number('after', 87_600)}
                    {number('lasts', 87_600)}
                    {number('share', 100)}
                  </>
                )}
              </>
            )}
          </fieldset>
        )
      })}
      <button type="submit" className="primary" disabled={answers.length === 0 || busy} aria-busy={busy}>
        {t('field.sendAnswers')}
      </button>
    </form>
  )
}
