import type { IncidentWork } from '../api/contract.ts'
import { useWords } from '../words/use-words.ts'
import { actorOf } from './actor.ts'
import { stateOf } from './work.ts'

/** Whose it is, in a word; what was decided below it. Nothing while it is not read yet. */
export function Owner({ work }: { readonly work: IncidentWork | undefined }) {
  const { t } = useWords()
  if (work === undefined) return <span className="whose" />
  const state = stateOf(work)
  const { owner, closed, verdict } = work
  return (
    <span className="whose">
      {state === 'closed' && closed !== undefined ? (
        <>
          <span>{t('work.closedBy', { who: actorOf(closed.by, t) })}</span>
          {verdict !== undefined && <small>{t(`verdict.${verdict}`)}</small>}
        </>
      ) : (
        <>
          <span className={owner === undefined ? 'soft' : undefined}>
            {owner === undefined ? t('work.nobody') : actorOf(owner, t)}
          </span>
          {state === 'reopened' && <small>{t('work.reopened')}</small>}
        </>
      )}
    </span>
  )
}
