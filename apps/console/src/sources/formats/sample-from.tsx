import { useQuery } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import { get, post } from '../../api/client.ts'
import type { QueryResult } from '../../api/contract.ts'
import { printable } from '../../design/printable.ts'
import { HouseFailure } from '../../house/house-failure.tsx'
import { useWords } from '../../words/use-words.ts'
import { healthQuery, type Sender } from '../sources-api.ts'

const most = 50
const week = 7 * 24 * 3_600_000

interface SampleFromProps {
  readonly first: string | undefined
  take(lines: string): void
}

/** Lines of a source to try a format on: those that nobody understood first, then the newest. */
export function SampleFrom({ first, take }: SampleFromProps) {
  const { t } = useWords()
  const id = useId()
  const sources = useQuery(healthQuery).data?.sources ?? []
  const [chosen, setChosen] = useState(first ?? '')
  const [empty, setEmpty] = useState<string>()
  const [error, setError] = useState<Error | null>(null)
  const asked = useRef(false)
  const choose = async (source: string) => {
    setChosen(source)
    setEmpty(undefined)
    setError(null)
    if (source === '') return
    try {
      const lines = await linesOf(source)
      if (lines.length === 0) setEmpty(source)
      else take(lines.join('\n'))
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)))
    }
  }
  // Where the page was opened for a source, its lines stand there already.
  useEffect(() => {
    if (first === undefined || asked.current) return
    asked.current = true
    void choose(first)
  })
  return (
    <div className="sample-from">
      <label htmlFor={id}>{t('formats.from')}</label>
      <select id={id} value={chosen} onChange={({ target }) => void choose(target.value)}>
        <option value="">{t('formats.choose')}</option>
        {sources.map(({ source }) => (
          <option key={source} value={source}>
            {source}
          </option>
        ))}
      </select>
      <span role="status" className="soft">
        {empty !== undefined && t('formats.noLines', { source: printable(empty) })}
      </span>
      <HouseFailure error={error} />
    </div>
  )
}

async function linesOf(source: string): Promise<readonly string[]> {
  const { senders } = await get<{ readonly senders: readonly Sender[] }>(
    `/sources/${encodeURIComponent(source)}/senders`,
  )
  const now = Date.now()
  const { rows } = await post<QueryResult>('/search', {
    text: `source:${source}`,
    time: [now - week, now + 300_000],
    limit: most,
  })
  const unread = senders.map((one) => one.unread).filter((text) => text !== '')
  const messages = rows.flatMap(({ message }) => (typeof message === 'string' && message !== '' ? [message] : []))
  return [...new Set([...unread, ...messages].flatMap((text) => text.split(/\r?\n/)))]
    .filter((line) => line !== '')
    .slice(0, most)
}
