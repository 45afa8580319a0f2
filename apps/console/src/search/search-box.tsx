import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type SearchProblem, searchLimits } from '@tocsin/query'
import { type KeyboardEvent, type RefObject, useDeferredValue, useState } from 'react'
import { KeyCaps } from '../design/key-caps.tsx'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'
import { completionQuery } from './ask.ts'
import { needsValues, type Offers, offersAt, taken } from './offers.ts'
import { ProblemShown } from './problem-shown.tsx'
import type { Offer } from './shapes.ts'
import { useSettled } from './use-settled.ts'

interface SearchBoxProps {
  readonly box: RefObject<HTMLInputElement | null>
  readonly typed: string
  readonly type: (text: string) => void
  /** What was asked last could not be read. */
  readonly problem: { readonly text: string; readonly problem: SearchProblem } | undefined
}

/**
 * The box for a search: a combobox whose list opens while one types (WAI-ARIA, editable with list autocomplete).
 *
 * It stays out of the way: nothing is chosen until an arrow key chooses it, so Enter asks what was typed.
 */
export function SearchBox({ box, typed, type, problem }: SearchBoxProps) {
  const { t, say } = useWords()
  const [at, setAt] = useState(0)
  const [open, setOpen] = useState<'usual' | 'all'>()
  const [chosen, setChosen] = useState(-1)
  const offers = useOffers(useDeferredValue(typed), at, open)
  const shown = open !== undefined && (offers.options.length > 0 || offers.withheld)
  const take = (offer: Offer | undefined) => {
    if (offer === undefined) return
    const next = taken(typed, offers, offer)
    type(next.text)
    setAt(next.at)
    setChosen(-1)
    setOpen(offer.kind === 'field' ? 'usual' : undefined)
    // After React has written the text
    requestAnimationFrame(() => {
      box.current?.focus()
      box.current?.setSelectionRange(next.at, next.at)
    })
  }
  const steer = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === ' ' && event.ctrlKey) setOpen('all')
    else if (event.key === 'Escape' && shown) setOpen(undefined)
    else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !shown) {
      if (event.key === 'ArrowUp') return
      setOpen('all')
    } else if (event.key === 'ArrowDown') setChosen(chosen + 1 >= offers.options.length ? -1 : chosen + 1)
    else if (event.key === 'ArrowUp') setChosen(chosen < 0 ? offers.options.length - 1 : chosen - 1)
    else if ((event.key === 'Enter' || event.key === 'Tab') && shown && chosen >= 0) take(offers.options[chosen])
    else {
      if (event.key === 'Enter') setOpen(undefined)
      return
    }
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="field">
      <label htmlFor="query">{t('search.box')}</label>
      <span className="filter">
        <input
          id="query"
          ref={box}
          className="wire"
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={shown}
          aria-controls="query-offers"
          aria-activedescendant={shown && chosen >= 0 ? `offer-${chosen}` : undefined}
          value={typed}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck="false"
          maxLength={searchLimits.text}
          placeholder={t('search.placeholder')}
          aria-describedby={problem === undefined ? 'query-hint' : 'query-hint query-error'}
          aria-invalid={problem === undefined ? undefined : 'true'}
          onChange={({ target }) => {
            type(target.value)
            setAt(target.selectionStart ?? target.value.length)
            setOpen('usual')
            setChosen(-1)
          }}
          onKeyDown={steer}
          onBlur={() => setOpen(undefined)}
        />
        <KeyCaps of="filter.focus" />
        <div id="query-offers" className="completions" role="listbox" aria-label={t('search.offers')} hidden={!shown}>
          {shown &&
            offers.options.map((offer, index) => (
              <div
                key={`${offer.kind} ${offer.text}`}
                id={`offer-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === chosen}
                ref={index === chosen ? (one) => one?.scrollIntoView({ block: 'nearest' }) : undefined}
                // Before the box loses the focus
                onPointerDown={(event) => {
                  event.preventDefault()
                  take(offer)
                }}
              >
                <span className="wire">{printable(offer.text)}</span>
                <span className="faint">{offer.kind === 'value' ? '' : say(offer.says)}</span>
                <Seen offer={offer} />
              </div>
            ))}
        </div>
      </span>
      {shown && offers.withheld && <small role="status">{t('search.withheld')}</small>}
      <small id="query-hint">{t('search.hint')}</small>
      {problem !== undefined && <ProblemShown id="query-error" text={problem.text} problem={problem.problem} />}
    </div>
  )
}

function Seen({ offer: { count } }: { readonly offer: Offer }) {
  const { t, format } = useWords()
  return count === undefined ? null : (
    <span className="num faint">{t('search.seen', { count, n: format.count(count) })}</span>
  )
}

/** The language's own words at once; values are asked for when the typing pauses. */
function useOffers(text: string, at: number, open: 'usual' | 'all' | undefined): Offers {
  const place = useSettled(`${at} ${text}`, 120)
  const [settledAt, ...rest] = place.split(' ')
  const settled = { text: rest.join(' '), at: Number(settledAt) }
  const { data } = useQuery({
    ...completionQuery(settled.text, settled.at),
    enabled: open !== undefined && needsValues(settled.text, settled.at),
    placeholderData: keepPreviousData,
  })
  return offersAt(text, Math.min(at, text.length), data, open ?? 'usual')
}
