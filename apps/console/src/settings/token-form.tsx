import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { post } from '../api/client.ts'
import { meQuery } from '../api/queries.ts'
import { Segmented } from '../design/segmented.tsx'
import { HouseFailure } from '../house/house-failure.tsx'
import { namesIn } from '../house/post.ts'
import { TextField } from '../welcome/fields.tsx'
import { useWords } from '../words/use-words.ts'
import { type Issued, type Token, useSettingsChange } from './settings-api.ts'

/** Makes a token. It never has more than its maker. */
export function TokenForm({ issued }: { issued(issued: Issued): void }) {
  const { t } = useWords()
  const id = useId()
  const { data: me } = useQuery(meQuery)
  const [open, setOpen] = useState(false)
  const [kind, setKind] = useState<Token['kind']>('ingest')
  const [name, setName] = useState('')
  const [sources, setSources] = useState('')
  const [days, setDays] = useState('365')
  const make = useSettingsChange(
    () => {
      const names = namesIn(sources)
      return post<Issued>('/tokens', {
        kind,
        name,
        days: Number(days),
        ...(kind === 'ingest' && names.length > 0 ? { sources: names } : {}),
      })
    },
    (answer) => {
      setOpen(false)
      setName('')
      setSources('')
      issued(answer)
    },
  )
  if (!open) {
    return (
      <p>
        <button type="button" className="primary" onClick={() => setOpen(true)}>
          {t('tokens.make')}
        </button>
      </p>
    )
  }
  return (
    <form
      className="panel"
      aria-label={t('tokens.make')}
      onSubmit={(event) => {
        event.preventDefault()
        make.mutate(undefined)
      }}
    >
      <Segmented<Token['kind']>
        label={t('tokens.kind')}
        value={kind}
        choices={[
          ['ingest', t('tokens.ingest')],
          ['api', t('tokens.api')],
        ]}
        choose={(chosen) => setKind(chosen)}
      />
      <p className="soft">
        {kind === 'ingest' ? t('tokens.ingestSays') : t('tokens.apiSays', { name: me?.name ?? '' })}
      </p>
      <TextField label={t('tokens.name')} hint={t('tokens.nameHint')} value={name} set={setName} autoComplete="off" />
      {kind === 'ingest' && (
        <div className="field">
          <label htmlFor={`${id}-sources`}>{t('tokens.sources')}</label>
          <small id={`${id}-sources-hint`}>{t('tokens.sourcesHint')}</small>
          <input
            id={`${id}-sources`}
            className="wire"
            value={sources}
            maxLength={2000}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck="false"
            aria-describedby={`${id}-sources-hint`}
            onChange={({ target }) => setSources(target.value)}
          />
        </div>
      )}
      <div className="field">
        <label htmlFor={`${id}-days`}>{t('tokens.days')}</label>
        <small id={`${id}-days-hint`}>{t('tokens.daysHint')}</small>
        <input
          id={`${id}-days`}
          type="number"
          inputMode="numeric"
          min={1}
          max={1825}
          step={1}
          required
          value={days}
          aria-describedby={`${id}-days-hint`}
          onChange={({ target }) => setDays(target.value)}
        />
      </div>
      <HouseFailure error={make.error} />
      <div className="acts">
        <button type="submit" className="primary" aria-busy={make.isPending}>
          {t('tokens.make')}
        </button>
        <button type="button" className="quiet" onClick={() => setOpen(false)}>
          {t('account.cancel')}
        </button>
      </div>
    </form>
  )
}
