import { type ReactNode, useId, useState } from 'react'
import { useWords } from '../words/use-words.ts'
import type { CityQuestion } from './city-api.ts'

type About = CityQuestion['about']

/** What is being said of one service: the fields of each question, and its answer once it is said. */
interface ServiceAnswer {
  fields(about: About): ReactNode
  /** As the city takes it; nothing where the first field of the question is empty or no number. */
  answerTo(about: About): object | undefined
}

/** Hours in ten years: nobody means more. */
const mostHours = 87_600

/** The fields of the questions about one service, where they are asked in the console and where its owner answers by link. */
export function useServiceAnswer(empty: 'required' | 'left out'): ServiceAnswer {
  const { t } = useWords()
  const id = useId()
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [byHand, setByHand] = useState(false)
  const given = (name: string) => {
    const text = values[name]?.trim() ?? ''
    return text === '' || !Number.isFinite(Number(text)) ? undefined : Number(text)
  }
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
        required={empty === 'required'}
        value={values[name] ?? ''}
        onChange={({ target }) => setValues({ ...values, [name]: target.value })}
      />
    </div>
  )
  return {
    fields(about) {
      if (about === 'people') return number('people', 100_000_000)
      if (about === 'outage') return number('outage', mostHours)
      return (
        <>
          {number('buffer', mostHours)}
          <label className="check">
            <input type="checkbox" checked={byHand} onChange={({ target }) => setByHand(target.checked)} />{' '}
            {t('city.ask.byHand')}
          </label>
          {byHand && (
            <>
              {number('after', mostHours)}
              {number('lasts', mostHours)}
              {number('share', 100)}
            </>
          )}
        </>
      )
    },
    answerTo(about) {
      const first = given(about === 'fallback' ? 'buffer' : about)
      if (first === undefined) return undefined
      if (about === 'people') return { about, people: Math.round(first) }
      if (about === 'outage') return { about, maximumOutage: first }
      const manual = {
        kind: 'manual',
        takesOverAfter: given('after') ?? 0,
        lasts: given('lasts') ?? 0,
        capacity: Math.min(1, (given('share') ?? 0) / 100),
      }
      return { about, buffer: first, fallback: byHand ? manual : { kind: 'none' } }
    },
  }
}
