import './people.css'
import { useQuery } from '@tanstack/react-query'
import { useHand } from '../actions/desk.ts'
import { useTitle } from '../app/use-title.ts'
import { printable } from '../design/printable.ts'
import { ScrollX } from '../design/scroll-x.tsx'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { keptQuery } from './people-api.ts'

/** What Tocsin keeps about people, from the configuration that runs; prints as an annex to an impact assessment. */
export function KeptPage() {
  const { t, format, say } = useWords()
  const { data, error, refetch } = useQuery(keptQuery)
  useTitle(t('kept.title'))
  useHand('page', { back: () => history.back(), print: () => window.print() })
  return (
    <article className="pad kept">
      <h1 className="title">{t('kept.title')}</h1>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <>
          <p className="soft">{t('kept.says', { at: format.full(data.at) })}</p>
          <p>
            <button type="button" className="small" onClick={() => window.print()}>
              {t('kept.print')}
            </button>
          </p>
          {data.sections.map(({ id, title, says, columns, rows }) => (
            <section key={id}>
              <h2 className="sec">{say(title)}</h2>
              <p className="soft">{say(says)}</p>
              {rows.length > 0 && (
                <ScrollX label={say(title)}>
                  <table>
                    <thead>
                      <tr>
                        {columns.map((column) => (
                          <th key={column.en} scope="col">
                            {say(column)}
                          </th>
                        ))}
                      </tr>
                    </thead>
                    <tbody>
                      {rows.map((row) => (
                        <tr key={row.map(({ en }) => en).join('\n')}>
                          {row.map((cell, index) => (
                            <td key={columns[index]?.en}>{printable(say(cell))}</td>
                          ))}
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </ScrollX>
              )}
            </section>
          ))}
          <section className="sign">
            <h2 className="sec">{t('kept.yours')}</h2>
            <ul>
              {(['purpose', 'basis', 'contact', 'signed'] as const).map((line) => (
                <li key={line}>{t(`kept.${line}`)}</li>
              ))}
            </ul>
          </section>
        </>
      )}
    </article>
  )
}
