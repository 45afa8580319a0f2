import '../queue/queue.css'
import '../desk/work.css'
import '../incident/incident.css'
import './gallery.css'
import { realms, severities } from '@tocsin/event'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { ApiFailure } from '../api/client.ts'
import { change, useSettings } from '../app/settings.ts'
import { useTitle } from '../app/use-title.ts'
import { ToastView } from '../desk/toast-bar.tsx'
import { Facts } from '../incident/facts.tsx'
import { Timeline } from '../incident/timeline.tsx'
import { QueueRow } from '../queue/queue-row.tsx'
import { PassphraseField, TextField } from '../welcome/fields.tsx'
import { StrengthLine } from '../welcome/strength-line.tsx'
import { useWords } from '../words/use-words.ts'
import { FindingCard } from './finding-card.tsx'
import { GalleryData } from './gallery-data.tsx'
import { GalleryParts } from './gallery-parts.tsx'
import { sampleBytes, sampleFindings, sampleIncident } from './gallery-samples.ts'
import { Hex } from './hex.tsx'
import { KeyCaps } from './key-caps.tsx'
import { ObservableChip } from './observable-chip.tsx'
import { RealmMark } from './realm-mark.tsx'
import { Segmented } from './segmented.tsx'
import { SeverityMark } from './severity-mark.tsx'
import { Empty, Failed, Loading } from './states.tsx'

/** Every component in every state, for whoever changes one; reached by its address only. */
export function Gallery() {
  const { t } = useWords()
  const { theme, language } = useSettings()
  useTitle(t('gallery.title'))
  return (
    <main className="gallery">
      <h1 className="title">{t('gallery.title')}</h1>
      <p className="flow">
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
        <Segmented
          label={t('settings.language')}
          value={language}
          choices={[
            ['fr', 'FR', 'fr'],
            ['en', 'EN', 'en'],
          ]}
          choose={(chosen) => change({ language: chosen })}
        />
      </p>
      <Marks />
      <Controls />
      <section>
        <h2 className="sec">{t('gallery.row')}</h2>
        {severities.toReversed().map((severity, index) => (
          <div key={severity} className="rows">
            <QueueRow
              incident={{ ...sampleIncident, severity, realm: realms[index % realms.length] ?? 'real' }}
              lines={severity === 'low' || severity === 'info' ? 'one' : 'two'}
              current={severity === 'high'}
              work={{ incident: sampleIncident.id, version: 1, owner: 'L. Ndiaye' }}
              selected={false}
              choose={() => {}}
              select={() => {}}
            />
          </div>
        ))}
      </section>
      <section>
        <h2 className="sec">{t('incident.facts')}</h2>
        <Facts incident={sampleIncident} findings={sampleFindings} />
      </section>
      <section>
        <h2 className="sec">{t('gallery.timeline')}</h2>
        <Timeline id={sampleIncident.id} findings={sampleFindings} />
      </section>
      <section>
        <h2 className="sec">{t('gallery.finding')}</h2>
        {sampleFindings.slice(0, 2).map((finding) => (
          <FindingCard key={finding.id} finding={finding} />
        ))}
      </section>
      <GalleryData />
      <GalleryParts />
      <section>
        <h2 className="sec">{t('gallery.hex')}</h2>
        <Hex bytes={sampleBytes} ranges={[[36, 40]]} />
      </section>
      <section className="gallery-toasts">
        <h2 className="sec">{t('work.toast')}</h2>
        <ToastView text={t('toast.closed', closedSays(t))} undo={nothing} hold={nothing} go={nothing} />
        <ToastView text={t('toast.partly', { done: 11, failed: 1 })} undo={undefined} hold={nothing} go={nothing} />
      </section>
      <section>
        <h2 className="sec">{t('gallery.blocks')}</h2>
        <div className="blocks">
          <Empty says={t('gallery.emptySays')}>{t('gallery.emptyProof')}</Empty>
          <Loading />
          <Failed error={new ApiFailure('offline', '')} retry={() => {}} />
          <Failed error={new ApiFailure('forbidden', '')} />
        </div>
      </section>
    </main>
  )
}

const nothing = () => {}

function closedSays(t: TFunction) {
  return { count: 1, what: sampleIncident.id, verdict: t('verdict.benign').toLowerCase() }
}

function Marks() {
  const { t } = useWords()
  return (
    <>
      <section>
        <h2 className="sec">{t('gallery.severity')}</h2>
        <p className="flow">
          {severities.toReversed().map((severity) => (
            <SeverityMark key={severity} severity={severity} />
          ))}
        </p>
      </section>
      <section>
        <h2 className="sec">{t('gallery.states')}</h2>
        <p className="flow">
          {realms.map((realm) => (
            <RealmMark key={realm} realm={realm} />
          ))}
          <span className="st stale">{t('gallery.silent')}</span>
        </p>
      </section>
      <section>
        <h2 className="sec">{t('gallery.voices')}</h2>
        <p className="told">{t('gallery.told')}</p>
        <p>{t('gallery.said')}</p>
        <p className="wire">a3 2c 02 04 1a 5f SetRequest</p>
      </section>
      <section>
        <h2 className="sec">{t('gallery.chips')}</h2>
        <p className="flow">
          {sampleFindings[0]?.observables.map((observable) => (
            <ObservableChip key={observable.kind} observable={observable} />
          ))}
        </p>
      </section>
    </>
  )
}

function Controls() {
  const { t } = useWords()
  const [text, setText] = useState('')
  const [passphrase, setPassphrase] = useState('')
  return (
    <>
      <section>
        <h2 className="sec">{t('gallery.buttons')}</h2>
        <p className="flow">
          <button type="button" className="primary">
            {t('peek.open')} <KeyCaps of="list.open" />
          </button>
          <button type="button">{t('error.retry')}</button>
          <button type="button" className="quiet">
            {t('queue.clear')}
          </button>
          <button type="button" aria-busy="true">
            {t('gallery.busy')}
          </button>
          <button type="button" disabled>
            {t('gallery.disabled')}
          </button>
          <button type="button" className="pill">
            {t('queue.fresh', { count: 2 })} <KeyCaps of="list.fresh" />
          </button>
        </p>
      </section>
      <section>
        <h2 className="sec">{t('gallery.form')}</h2>
        <div className="blocks">
          <TextField
            label={t('session.link')}
            hint={t('session.linkHint')}
            error={t('session.linkBad')}
            value={text}
            set={setText}
            autoComplete="off"
          />
          <PassphraseField
            value={passphrase}
            set={setPassphrase}
            autoComplete="new-password"
            hint={t('session.passphraseHint')}
          >
            <StrengthLine passphrase={passphrase} name={text} />
          </PassphraseField>
        </div>
      </section>
    </>
  )
}
