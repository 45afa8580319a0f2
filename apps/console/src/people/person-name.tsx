import { useMay } from '../api/may.ts'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'
import { askWhy } from './asking.ts'
import { useHeld, useIncidentHere } from './use-held.ts'

/** A person's pseudonym, which opens with a reason; once it is revealed, the name. */
export function PersonName({ pseudonym }: { readonly pseudonym: string }) {
  const { t, format } = useWords()
  const may = useMay()
  const incident = useIncidentHere()
  const held = useHeld().get(pseudonym)
  if (held !== undefined) {
    return (
      <span
        className="id"
        title={t('people.heldSays', { pseudonym, at: format.clock(held.until), reason: held.reason })}
      >
        {held.names.map(printable).join(' / ')} <small className="faint">{t('people.held')}</small>
      </span>
    )
  }
  if (!may('people.reveal')) return <span className="id">{pseudonym}</span>
  return (
    <button
      type="button"
      className="id veiled"
      title={t('people.revealSays')}
      onClick={() => askWhy({ what: 'person', pseudonym, incident })}
    >
      {pseudonym}
    </button>
  )
}
