import { Link } from '@tanstack/react-router'
import type { Incident } from '@tocsin/event'
import { useWords } from '../words/use-words.ts'

/** Where an incident went that turned out to be about the same thing as another one, or which ones came into it. */
export function MergedOnes({ incident: { into, merged = [] } }: { readonly incident: Incident }) {
  const { t } = useWords()
  const ids = into === undefined ? merged : [into]
  if (ids.length === 0) return null
  return (
    <p>
      {t(into === undefined ? 'incident.merged' : 'incident.into')}{' '}
      {ids.map((id) => (
        <Link key={id} to="/incidents/$id" params={{ id }}>
          {id}{' '}
        </Link>
      ))}
    </p>
  )
}
