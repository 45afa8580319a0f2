import { ApiFailure } from '../api/client.ts'
import { useWords } from '../words/use-words.ts'

const codes = ['account-exists', 'bad-name', 'bad-role', 'last-administrator', 'not-found'] as const

/** Why a change of the house was not made. */
export function HouseFailure({ error }: { readonly error: Error | null }) {
  const { t } = useWords()
  if (error === null) return null
  const code = error instanceof ApiFailure ? codes.find((known) => known === error.code) : undefined
  const offline = error instanceof ApiFailure && error.kind === 'offline'
  const fix = error instanceof ApiFailure ? error.fix : undefined
  return (
    <div className="err" role="alert">
      <p>
        {code !== undefined
          ? t(`house.refused.${code}`)
          : offline
            ? t('error.offline')
            : t('error.refused', { message: error.message })}
      </p>
      {code === undefined && !offline && fix !== undefined && <p className="soft">{fix}</p>}
    </div>
  )
}
