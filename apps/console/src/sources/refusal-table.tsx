import type { RefusalCount } from '../api/status.ts'
import { printable } from '../design/printable.ts'
import { useWords } from '../words/use-words.ts'

/** What was refused: source, reason, how often; the most frequent first. */
export function RefusalTable({ refusals }: { readonly refusals: readonly RefusalCount[] }) {
  const { t, format } = useWords()
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('sources.source')}</th>
          <th scope="col">{t('sources.reason')}</th>
          <th scope="col" className="num">
            {t('sources.count')}
          </th>
        </tr>
      </thead>
      <tbody>
        {refusals.map(({ source, stage, reason, count }) => (
          <tr key={`${source}:${stage}:${reason}`}>
            <td className="wire">{printable(source)}</td>
            <td className="wire">{printable(reason)}</td>
            <td className="num">{format.count(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
