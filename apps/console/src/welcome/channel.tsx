import type { SessionState } from '../api/contract.ts'
import { useWords } from '../words/use-words.ts'

/** Says why the server will take no secret from here, before somebody types one. */
export function Channel({ channel }: Pick<SessionState, 'channel'>) {
  const { t } = useWords()
  return channel === 'clear' ? (
    <p className="err" role="alert">
      {t('session.clear')}
    </p>
  ) : null
}
