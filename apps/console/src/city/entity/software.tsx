import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { get } from '../../api/client.ts'
import { printable } from '../../design/printable.ts'
import { useWords } from '../../words/use-words.ts'

interface SoftwarePage {
  readonly count: number
  readonly beyond: number
  readonly software: readonly {
    readonly name: string
    readonly version: string | null
    readonly cpe: string | null
    readonly purl: string | null
    readonly source: string
  }[]
}

const atOnce = 50

/** What is installed on a thing, by its bill of materials; nothing where it has none. */
export function InstalledSoftware({ asset }: { readonly asset: string }) {
  const { t, format } = useWords()
  const id = useId()
  const [find, setFind] = useState('')
  const [limit, setLimit] = useState(atOnce)
  const { data } = useQuery({
    queryKey: ['city', 'software', asset, find, limit],
    queryFn: ({ signal }) =>
      get<SoftwarePage>(
        `/city/assets/${encodeURIComponent(asset)}/software?${new URLSearchParams({ find, limit: String(limit) })}`,
        signal,
      ),
    placeholderData: keepPreviousData,
  })
  if (data === undefined || (data.count === 0 && find === '')) return null
  return (
    <section>
      <h2 className="sec">
        {t('entity.software')} <span>{format.count(data.count)}</span>
      </h2>
      <div className="field">
        <label htmlFor={id}>{t('entity.softwareFind')}</label>
        <input id={id} type="search" maxLength={200} value={find} onChange={({ target }) => setFind(target.value)} />
      </div>
      <ul className="changes">
        {data.software.map(({ name, version, cpe, purl, source }) => (
          <li key={JSON.stringify([name, version, cpe, purl])}>
            <b>{printable(name)}</b> {version !== null && <span className="wire">{printable(version)}</span>}{' '}
            <span className="faint">{printable(purl ?? cpe ?? source)}</span>
          </li>
        ))}
      </ul>
      {data.count > data.software.length && limit < 500 && (
        <button type="button" className="further" onClick={() => setLimit(Math.min(500, limit + 150))}>
          {t('incident.showMore')}
        </button>
      )}
      {data.beyond > 0 && <p className="soft">{t('entity.softwareBeyond', { n: format.count(data.beyond) })}</p>}
    </section>
  )
}
