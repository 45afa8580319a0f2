import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useNow } from '../format/now.ts'
import { useWords } from '../words/use-words.ts'
import { quietQuery } from './quiet-api.ts'

/** On an incident: that its pairs are quiet, until when, and how much was held back since. */
export function QuietHere({ incident }: { readonly incident: string }) {
  const { t, format } = useWords()
  const now = useNow()
  const { data } = useQuery(quietQuery(incident))
  const holds = (data ?? []).filter(({ until, ended }) => ended === undefined && until > now)
  const [longest] = holds
  if (longest === undefined) return null
  const held = holds.reduce((sum, one) => sum + one.held, 0)
  return (
    <p className="quiet-here">
      <Link to="/quiet">{t('quiet.here', { day: format.at(longest.until, now) })}</Link>{' '}
      <span className="soft">
        {held === 0 ? t('quiet.hereNone') : t('quiet.hereHeld', { count: held, n: format.count(held) })}
      </span>
    </p>
  )
}
