import { Fragment, type KeyboardEvent, useMemo, useState } from 'react'
import type { Desk } from '../actions/action.ts'
import { actions } from '../actions/registry.ts'
import { KeyCaps } from '../design/key-caps.tsx'
import { useWords } from '../words/use-words.ts'
import { paletteEntries } from './palette-entries.ts'
import { useDialog } from './use-dialog.ts'

interface PaletteProps {
  readonly desk: () => Desk
  readonly close: () => void
}

interface Offer {
  /** Opens a group: on this page, go to, display. */
  readonly heading: string | undefined
  readonly key: string
  readonly label: string
  readonly perform: () => void
}

/** One box for everything: what can be done here, where to go, and a search for what has no name. */
export function Palette({ desk, close }: PaletteProps) {
  const { t } = useWords()
  const dialog = useDialog()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState(0)
  const entries = useMemo(
    () => paletteEntries(typed, actions, desk(), (action) => t(`action.${action.id}`)),
    [typed, desk, t],
  )
  const text = typed.trim()
  const search: Offer = {
    heading: undefined,
    key: 'search',
    label: t('palette.search', { text }),
    perform: () => desk().searchFor(text),
  }
  const offers: readonly Offer[] = [
    ...entries.map(({ action, label }, index) => ({
      // Ranked by what was typed, groups would only tear the best apart.
      heading:
        text === '' && entries[index - 1]?.action.group !== action.group ? t(`palette.${action.group}`) : undefined,
      key: action.id,
      label,
      perform: () => action.perform(desk()),
    })),
    ...(text === '' ? [] : [search]),
  ]
  const at = Math.min(chosen, offers.length - 1)
  const perform = (offer: Offer | undefined) => {
    if (offer === undefined) return
    close()
    // After the dialog gave the focus back: an action may move it.
    setTimeout(offer.perform)
  }
  const steer = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) setChosen((at + step + offers.length) % Math.max(1, offers.length))
    else if (event.key === 'Enter') perform(offers[at])
    else return
    event.preventDefault()
  }
  return (
    <dialog ref={dialog} className="palette" aria-label={t('palette.label')} onClose={close}>
      <div className="in">
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={offers[at] === undefined ? undefined : `palette-${at}`}
          aria-label={t('palette.placeholder')}
          placeholder={t('palette.placeholder')}
          autoComplete="off"
          spellCheck="false"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            setChosen(0)
          }}
          onKeyDown={steer}
        />
      </div>
      {entries.length === 0 && <p className="none">{t('palette.none', { text })}</p>}
      <div className="offers" id="palette-list" role="listbox" aria-label={t('palette.label')}>
        {offers.map((offer, index) => (
          <Fragment key={offer.key}>
            {offer.heading !== undefined && (
              <p className="heading" role="presentation">
                {offer.heading}
              </p>
            )}
            <div
              id={`palette-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              onPointerMove={() => setChosen(index)}
              onPointerUp={() => perform(offer)}
            >
              <span>{offer.label}</span>
              <span>{entries[index] !== undefined && <KeyCaps of={entries[index].action.id} />}</span>
            </div>
          </Fragment>
        ))}
      </div>
    </dialog>
  )
}
