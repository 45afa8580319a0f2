import { Link } from '@tanstack/react-router'
import { type Observable, observableKey } from '@tocsin/kit'
import { isPseudonym } from '../people/pseudonym.ts'
import { useWords } from '../words/use-words.ts'
import { ObservableChip } from './observable-chip.tsx'

/** What an event names, with the way to all that is known of it. */
export function ObservableLink({ observable }: { readonly observable: Observable }) {
  const { t } = useWords()
  // A pseudonym is a button of its own: it asks for the name.
  if (isPseudonym(observable.value)) return <ObservableChip observable={observable} />
  return (
    <Link
      className="chip-link"
      to="/city/names/$name"
      params={{ name: observableKey(observable) }}
      title={t('entity.allOf', { name: observable.value })}
    >
      <ObservableChip observable={observable} />
    </Link>
  )
}
