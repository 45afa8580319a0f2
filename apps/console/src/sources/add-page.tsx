import './sources.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { post, put } from '../api/client.ts'
import { useTitle } from '../app/use-title.ts'
import { Failed, Loading } from '../design/states.tsx'
import { CopyButton } from '../house/copy-button.tsx'
import { HouseFailure } from '../house/house-failure.tsx'
import { OptionalField } from '../settings/optional-field.tsx'
import { useWords } from '../words/use-words.ts'
import { FirstRecord } from './first-record.tsx'
import {
  bindingOf,
  catalogueQuery,
  type Doors,
  doorsQuery,
  type Equipment,
  filled,
  useSourceChange,
  type Way,
} from './sources-api.ts'

/** Choose what sends, copy what to lay into it, and watch its first record arrive. */
export function AddSourcePage() {
  const { t } = useWords()
  const catalogue = useQuery(catalogueQuery)
  const doors = useQuery(doorsQuery)
  useTitle(t('senses.add'))
  const error = catalogue.error ?? doors.error
  return (
    <div className="pad sources add-source">
      <p>
        <Link to="/sources">{t('sources.title')}</Link>
      </p>
      <h1 className="title">{t('senses.add')}</h1>
      {error !== null && (
        <Failed error={error} retry={() => void Promise.all([catalogue.refetch(), doors.refetch()])} />
      )}
      {error === null && (catalogue.data === undefined || doors.data === undefined) && <Loading />}
      {catalogue.data !== undefined && doors.data !== undefined && (
        <AddSource equipment={catalogue.data.equipment} doors={doors.data} />
      )}
    </div>
  )
}

const groups = ['linux', 'windows', 'network', 'application', 'sensors'] as const

interface Added {
  readonly source: string
  readonly token: string
}

function AddSource({ equipment, doors }: { readonly equipment: readonly Equipment[]; readonly doors: Doors }) {
  const { t } = useWords()
  const [id, setId] = useState(equipment[0]?.id ?? '')
  const [door, setDoor] = useState('')
  const [name, setName] = useState('')
  const [sender, setSender] = useState('')
  const [host, setHost] = useState(doors.hosts[0] ?? '')
  const [added, setAdded] = useState<Added>()
  const ids = { what: useId(), door: useId(), host: useId() }
  const chosen = equipment.find((one) => one.id === id)
  const way = chosen?.ways.find((one) => one.door === door) ?? chosen?.ways[0]
  const source = name.trim() === '' ? id : name.trim()
  const add = useSourceChange(async (by: Way): Promise<void> => {
    await put(`/sources/${encodeURIComponent(source)}/profile`, { equipment: id, ...bindingOf(by, sender.trim()) })
    const token = by.snippet.includes('{{token}}')
      ? (await post<{ readonly token: string }>('/tokens', { name: source, kind: 'ingest', sources: [source] })).token
      : ''
    setAdded({ source, token })
  })
  if (chosen === undefined || way === undefined) return null
  const shared = way.door.startsWith('syslog') || way.door === 'lumberjack'
  if (added !== undefined) {
    return (
      <Snippet
        way={way}
        doors={doors}
        source={added.source}
        text={filled(way.snippet, { doors, host, ...added, shut: t('senses.shut') })}
        again={() => setAdded(undefined)}
      />
    )
  }
  return (
    <form
      className="panel"
      onSubmit={(event) => {
        event.preventDefault()
        add.mutate(way)
      }}
    >
      <label htmlFor={ids.what}>{t('senses.what')}</label>
      <select id={ids.what} value={id} onChange={({ target }) => setId(target.value)}>
        {groups.map((group) => (
          <optgroup key={group} label={t(`senses.group.${group}`)}>
            {equipment
              .filter((one) => one.group === group)
              .map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
      <label htmlFor={ids.door}>{t('senses.door')}</label>
      <select id={ids.door} value={way.door} onChange={({ target }) => setDoor(target.value)}>
        {chosen.ways.map((one) => (
          <option key={one.door} value={one.door}>
            {t(`senses.doors.${doorWord(one.door)}`)}
          </option>
        ))}
      </select>
      <OptionalField label={t('senses.name')} hint={t('senses.nameHint', { id })} value={name} set={setName} />
      {shared && <OptionalField label={t('senses.from')} hint={t('senses.fromHint')} value={sender} set={setSender} />}
      <label htmlFor={ids.host}>{t('senses.host')}</label>
      <select id={ids.host} value={host} onChange={({ target }) => setHost(target.value)}>
        {doors.hosts.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <HouseFailure error={add.error} />
      <div className="acts">
        <button type="submit" className="primary" aria-busy={add.isPending}>
          {t('senses.show')}
        </button>
      </div>
    </form>
  )
}

const known = ['syslog-tls', 'syslog-tcp', 'syslog-udp', 'lumberjack', 'http', 'hec', 'otlp', 'connection'] as const

function doorWord(door: string): (typeof known)[number] {
  return known.find((one) => one === door) ?? 'http'
}

interface SnippetProps {
  readonly way: Way
  readonly doors: Doors
  readonly source: string
  readonly text: string
  again(): void
}

function Snippet({ way, doors, source, text, again }: SnippetProps) {
  const { t } = useWords()
  const authority = way.snippet.includes('{{authority}}') ? doors.authority : null
  return (
    <>
      <section aria-label={t('senses.copy')}>
        <h2 className="sec">
          {t('senses.copy')} <span className="wire">{way.file}</span>
        </h2>
        <pre className="snippet wire">{text}</pre>
        <p className="acts">
          <CopyButton text={text} />
          {authority !== null && (
            <a
              download="authority.crt"
              href={`data:application/x-pem-file;charset=utf-8,${encodeURIComponent(authority)}`}
            >
              {t('senses.authority')}
            </a>
          )}
          <button type="button" className="quiet" onClick={again}>
            {t('senses.another')}
          </button>
        </p>
        {way.snippet.includes('{{token}}') && <p className="soft">{t('senses.tokenOnce')}</p>}
      </section>
      <FirstRecord
        source={source}
        shared={way.door.startsWith('syslog') ? 'syslog' : way.door === 'lumberjack' ? 'beats' : undefined}
      />
    </>
  )
}
