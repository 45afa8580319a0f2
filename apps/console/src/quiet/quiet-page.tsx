import '../settings/settings.css'
import './quiet.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../api/may.ts'
import { useTitle } from '../app/use-title.ts'
import { Moment } from '../design/moment.tsx'
import { ObservableChip } from '../design/observable-chip.tsx'
import { printable } from '../design/printable.ts'
import { RealmMark } from '../design/realm-mark.tsx'
import { SeverityMark } from '../design/severity-mark.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { actorOf } from '../desk/actor.ts'
import { useNow } from '../format/now.ts'
import { HouseFailure } from '../house/house-failure.tsx'
import { ReasonField } from '../settings/reason-field.tsx'
import { useWords } from '../words/use-words.ts'
import { endQuiet, type Quiet, quietQuery } from './quiet-api.ts'

/** What is kept quiet: until when, by whom, why, and how much it held back. */
export function QuietPage() {
  const { t } = useWords()
  const { data: quiets, error, refetch } = useQuery(quietQuery())
  useTitle(t('quiet.title'))
  return (
    <div className="pad settings-page quiet-page">
      <h1 className="title">{t('quiet.title')}</h1>
      <p className="soft">{t('quiet.says')}</p>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {error === null && quiets === undefined && <Loading />}
      {quiets?.length === 0 && <Empty says={t('quiet.none')}>{t('quiet.noneSays')}</Empty>}
      <ul className="set-list">
        {quiets?.map((quiet) => (
          <Row key={quiet.id} quiet={quiet} />
        ))}
      </ul>
    </div>
  )
}

function Row({ quiet }: { readonly quiet: Quiet }) {
  const { t, format, say } = useWords()
  const now = useNow()
  const may = useMay()
  const [ending, setEnding] = useState(false)
  const { about, incident, until, who, reason, held, lastHeld, ended, severity, realm } = quiet
  const title = printable(quiet.says === undefined ? quiet.title : say(quiet.says))
  const over = ended !== undefined || until <= now
  return (
    <li className={over ? 'soft' : undefined}>
      <div className="row-head">
        <div>
          <p>
            <SeverityMark severity={severity} /> <RealmMark realm={realm} /> <b>{title}</b>{' '}
            {about !== undefined && <ObservableChip observable={about} />}
          </p>
          <p className="meta">
            {actorOf(who, t)}, <Moment time={quiet.made} />: {printable(reason)}{' '}
            <Link to="/incidents/$id" params={{ id: incident }}>
              {incident}
            </Link>
          </p>
        </div>
        <p className="quiet-figures">
          <b>
            {ended !== undefined
              ? t('quiet.ended', { who: actorOf(ended.by, t) })
              : over
                ? t('quiet.over')
                : `${t('quiet.until')} ${format.at(until, now)}`}
          </b>
          <span className="meta">
            {t('quiet.held')} <b>{format.count(held)}</b>
            {lastHeld !== undefined && (
              <>
                , <Moment time={lastHeld} />
              </>
            )}
          </span>
        </p>
        {!over && !ending && may('incident.open') && (
          <button type="button" className="small" onClick={() => setEnding(true)}>
            {t('quiet.end')}
          </button>
        )}
      </div>
      {ending && <End id={quiet.id} title={title} done={() => setEnding(false)} />}
    </li>
  )
}

function End({ id, title, done }: { readonly id: string; readonly title: string; done(): void }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const end = useMutation({
    mutationFn: () => endQuiet(id, reason.trim()),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['quiet'] })
      done()
    },
  })
  return (
    <form
      className="panel"
      aria-label={t('quiet.endTitle', { title })}
      onSubmit={(event) => {
        event.preventDefault()
        end.mutate()
      }}
    >
      <p className="soft">{t('quiet.endSays')}</p>
      <ReasonField reason={reason} set={setReason} />
      <HouseFailure error={end.error} />
      <div className="acts">
        <button type="submit" className="primary" aria-busy={end.isPending}>
          {t('quiet.end')}
        </button>
        <button type="button" className="quiet" onClick={done}>
          {t('account.cancel')}
        </button>
      </div>
    </form>
  )
}
