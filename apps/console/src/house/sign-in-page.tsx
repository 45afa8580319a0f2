import '../account/account.css'
import './house.css'
import { useQuery } from '@tanstack/react-query'
import { useTitle } from '../app/use-title.ts'
import { Failed, Loading } from '../design/states.tsx'
import { SettingsNav } from '../settings/settings-nav.tsx'
import { useWords } from '../words/use-words.ts'
import { signInSettingsQuery } from './house-api.ts'
import { ProviderSettings } from './provider-settings.tsx'
import { SecondFactor } from './second-factor.tsx'

/** How people sign in to this house: who needs a second factor, and the identity provider. */
export function SignInPage() {
  const { t } = useWords()
  const { data, error, refetch } = useQuery(signInSettingsQuery)
  useTitle(t('signIns.title'))
  return (
    <div className="pad account-page house-page">
      <SettingsNav />
      <h1 className="title">{t('signIns.title')}</h1>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <>
          <SecondFactor needed={data.secondFactor} />
          <ProviderSettings provider={data.provider} wayBack={data.wayBack} />
        </>
      )}
    </div>
  )
}
