import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMay } from '../api/may.ts'
import { meQuery } from '../api/queries.ts'
import { change, useSettings } from '../app/settings.ts'
import { useMedia } from '../app/use-media.ts'
import { Segmented } from '../design/segmented.tsx'
import { settingsFor } from '../settings/settings-places.ts'
import { useWords } from '../words/use-words.ts'

/** What a person sets for this browser, under their own name. */
export function Display({ signOut }: { readonly signOut: () => void }) {
  const { t } = useWords()
  const { theme, density, zone, keys } = useSettings()
  const { data: me } = useQuery(meQuery)
  const may = useMay()
  const narrow = useMedia('(max-width: 1099px)')
  return (
    <>
      <button type="button" className="quiet small account" popoverTarget="display">
        {me === undefined || narrow ? (
          t('settings.open')
        ) : (
          <>
            <span className="who">{me.name}</span> <span className="faint">{t(`role.${me.role}`)}</span>
          </>
        )}
      </button>
      <div className="pop" id="display" popover="auto" role="dialog" aria-label={t('settings.open')}>
        {me !== undefined && (
          <>
            <p className="who">{me.name}</p>
            <p className="role soft">
              {t(`role.${me.role}`)}, {me.departments === 'all' ? t('house.all') : me.departments.join(', ')}
            </p>
            {me.breakGlass === true && <p className="err">{t('house.breakGlass')}</p>}
          </>
        )}
        <div className="pop-row">
          <span>{t('settings.theme')}</span>
          <Segmented
            label={t('settings.theme')}
            value={theme}
            choices={[
              ['light', t('settings.light')],
              ['dark', t('settings.dark')],
              ['system', t('settings.system')],
            ]}
            choose={(chosen) => change({ theme: chosen })}
          />
        </div>
        <div className="pop-row">
          <span>{t('settings.zone')}</span>
          <Segmented
            label={t('settings.zone')}
            value={zone}
            choices={[
              ['local', t('settings.zoneLocal')],
              ['utc', t('time.utc')],
            ]}
            choose={(chosen) => change({ zone: chosen })}
          />
        </div>
        <div className="pop-row">
          <span>{t('settings.density')}</span>
          <Segmented
            label={t('settings.density')}
            value={density}
            choices={[
              ['tight', t('settings.tight')],
              ['normal', t('settings.normal')],
              ['roomy', t('settings.roomy')],
            ]}
            choose={(chosen) => change({ density: chosen })}
          />
        </div>
        <div className="pop-row">
          <span>{t('settings.keys')}</span>
          <Segmented
            label={t('settings.keys')}
            value={keys ? 'on' : 'off'}
            choices={[
              ['on', t('settings.keysOn')],
              ['off', t('settings.keysOff')],
            ]}
            choose={(chosen) => change({ keys: chosen === 'on' })}
          />
        </div>
        <Link className="btn small" to="/account">
          {t('account.title')}
        </Link>
        {settingsFor(may).length > 0 && (
          <Link className="btn small" to="/settings">
            {t('nav.settings')}
          </Link>
        )}
        <button type="button" className="small" onClick={signOut}>
          {t('settings.signOut')}
        </button>
      </div>
    </>
  )
}
