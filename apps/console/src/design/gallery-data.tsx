import '../search/search.css'
import '../search/results.css'
import '../search/tail.css'
import '../settings/settings.css'
import '../shell/shell.css'
import { EventTable } from '../search/event-table.tsx'
import { Histogram } from '../search/histogram.tsx'
import { Room } from '../settings/room.tsx'
import { Steps } from '../shell/steps.tsx'
import { RefusalTable } from '../sources/refusal-table.tsx'
import { useWords } from '../words/use-words.ts'
import { sampleHealth, sampleHistogram, sampleRefusals, sampleRooms, sampleRows } from './gallery-samples.ts'

const nothing = { narrow: () => {}, ask: () => {}, columns: () => {} }

/** Tables, plots and rulers with their samples. */
export function GalleryData() {
  const { t } = useWords()
  return (
    <>
      <section className="search-page">
        <h2 className="sec">{t('search.histogram')}</h2>
        <Histogram histogram={sampleHistogram} narrow={() => {}} />
      </section>
      <section className="found">
        <h2 className="sec">{t('search.title')}</h2>
        <EventTable rows={sampleRows} columns={[]} pivot={nothing} />
        <EventTable rows={sampleRows} columns={['device.hostname', 'src_endpoint.ip']} pivot={nothing} />
      </section>
      <section>
        <h2 className="sec">{t('sources.reasons')}</h2>
        <RefusalTable refusals={sampleRefusals} />
      </section>
      <section>
        <h2 className="sec">{t('live.open')}</h2>
        <div className="blocks">
          {sampleHealth.map((health) => (
            <Steps key={health.judging.state} health={health} />
          ))}
        </div>
      </section>
      <div className="blocks">
        {sampleRooms.map((keeping) => (
          <Room key={keeping.state} keeping={keeping} />
        ))}
      </div>
    </>
  )
}
