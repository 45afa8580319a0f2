import type { Realm } from '@tocsin/event'
import { useWords } from '../words/use-words.ts'

/** The hatched word for what is not the city itself; the real realm has no mark. */
export function RealmMark({ realm }: { readonly realm: Realm }) {
  const { t } = useWords()
  if (realm === 'real') return null
  return (
    <span className="st realm" title={t(`realmSays.${realm}`)}>
      <span>{t(`realm.${realm}`)}</span>
    </span>
  )
}
