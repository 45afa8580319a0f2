import { ApiFailure } from '../api/client.ts'
import { HouseFailure } from '../house/house-failure.tsx'
import { useWords } from '../words/use-words.ts'

const codes = ['bad-host', 'bad-url', 'bad-mail', 'bad-secret', 'bad-request'] as const

/** Why a change of the notifications was not made. */
export function NotifyFailure({ error }: { readonly error: Error | null }) {
  const { t } = useWords()
  const code = error instanceof ApiFailure ? codes.find((known) => known === error.code) : undefined
  if (code === undefined) return <HouseFailure error={error} />
  return (
    <p className="err" role="alert">
      {t(`notify.refused.${code}`)}
    </p>
  )
}
