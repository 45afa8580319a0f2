import './settings.css'
import { useQuery } from '@tanstack/react-query'
import { useMay } from '../api/may.ts'
import { useTitle } from '../app/use-title.ts'
import { printable } from '../design/printable.ts'
import { ScrollX } from '../design/scroll-x.tsx'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { bytesText } from './bytes-text.ts'
import { Erasures } from './erasures.tsx'
import { Holds } from './holds.tsx'
import { Room } from './room.tsx'
import { keepingQuery } from './settings-api.ts'
import { SettingsNav } from './settings-nav.tsx'

/** How long there is room, what takes it, what is held and what was erased. */
export function KeepingPage() {
  const { t } = useWords()
  const may = useMay()
  const { data, error, refetch } = useQuery(keepingQuery)
  useTitle(t('settingsPage.keeping'))
  return (
    <div className="pad settings-page">
      <SettingsNav />
      <h1 className="title">{t('keeping.title')}</h1>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <>
          <Room keeping={data} />
          {data.failure !== null && (
            <p className="warn" role="alert">
              {printable(data.failure)}
            </p>
          )}
          <RawSources sources={data.raw.sources} />
        </>
      )}
      {may('hold.manage') && <Holds />}
      {may('erasure.manage') && <Erasures />}
    </div>
  )
}

interface RawSourcesProps {
  readonly sources: readonly { source: string; frames: number; bytes: number; oldest: number }[]
}

function RawSources({ sources }: RawSourcesProps) {
  const { t, format, language } = useWords()
  return (
    <section>
      <h2 className="sec">
        {t('keeping.raw')} <span>{t('keeping.rawSays')}</span>
      </h2>
      {sources.length === 0 ? (
        <p className="soft">{t('keeping.rawNone')}</p>
      ) : (
        <ScrollX label={t('keeping.raw')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('sources.source')}</th>
                <th scope="col" className="num">
                  {t('keeping.frames')}
                </th>
                <th scope="col" className="num">
                  {t('keeping.bytes')}
                </th>
                <th scope="col">{t('keeping.oldest')}</th>
              </tr>
            </thead>
            <tbody>
              {sources
                .toSorted((one, other) => other.bytes - one.bytes)
                .map(({ source, frames, bytes, oldest }) => (
                  <tr key={source}>
                    <td className="wire">{printable(source)}</td>
                    <td className="num">{format.count(frames)}</td>
                    <td className="num">{bytesText(bytes, language)}</td>
                    <td className="nowrap">{format.day(oldest)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </ScrollX>
      )}
    </section>
  )
}
