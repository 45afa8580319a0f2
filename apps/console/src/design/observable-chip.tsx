import type { Observable } from '@tocsin/kit'
import { PersonName } from '../people/person-name.tsx'
import { isPseudonym } from '../people/pseudonym.ts'
import { useWords } from '../words/use-words.ts'
import { printable } from './printable.ts'

/** What an event names: the kind in three letters, and the name. */
export function ObservableChip({ observable }: { readonly observable: Observable }) {
  const { t } = useWords()
  return (
    <span className="chip">
      <i title={t(`kind.${observable.kind}`)}>{t(`kindMark.${observable.kind}`)}</i>
      {isPseudonym(observable.value) ? (
        <PersonName pseudonym={observable.value} />
      ) : (
        <span className="id" title={printable(observable.value)}>
          {printable(observable.value)}
        </span>
      )}
    </span>
  )
}
