import './city.css'
import { Link } from '@tanstack/react-router'
import { assetKindDefaults, assetKindNames, columnMeanings } from '@tocsin/city'
import { useState } from 'react'
import { useTitle } from '../app/use-title.ts'
import { printable } from '../design/printable.ts'
import { Failed } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { askList, type Imported, type ListAsked, useCityChange } from './city-api.ts'
import { textOf } from './text-of.ts'

/** Bytes of a list, at most. */
const most = 32 * 1024 * 1024

/** A list of things: chosen, looked at, and kept, whole or not at all. */
export function ImportPage() {
  const { t } = useWords()
  const [asked, setAsked] = useState<ListAsked>()
  const [tooLarge, setTooLarge] = useState(false)
  const look = useCityChange((list: ListAsked) => askList(list, { apply: false, despiteRefused: false }))
  const keep = useCityChange((list: ListAsked) => askList(list, { apply: true, despiteRefused: true }))
  useTitle(t('city.import'))
  const ask = (list: ListAsked) => {
    setAsked(list)
    keep.reset()
    look.mutate(list)
  }
  const choose = async (file: File | undefined) => {
    if (file === undefined) return
    setTooLarge(file.size > most)
    if (file.size > most) return
    const name = file.name.slice(0, 120)
    ask({ name, text: textOf(new Uint8Array(await file.arrayBuffer())), columns: {}, kinds: {} })
  }
  return (
    <div className="pad city">
      <p>
        <Link to="/city">{t('city.title')}</Link>
      </p>
      <h1 className="title">{t('city.import')}</h1>
      <p className="soft">{t('city.importSays')}</p>
      <div className="field">
        <label htmlFor="city-list">{t('city.list')}</label>
        <input
          id="city-list"
          type="file"
          accept=".csv,.txt,.tsv,.json,.geojson,.leases,.xml,.ldif,text/csv,application/json"
          onChange={({ target }) => void choose(target.files?.[0])}
        />
        <small>{t('city.listSays')}</small>
      </div>
      {tooLarge && (
        <p className="err" role="alert">
          {t('city.tooLarge')}
        </p>
      )}
      {look.isPending && <p role="status">{t('city.reading')}</p>}
      {look.error !== null && <Failed error={look.error} />}
      {keep.error !== null && <Failed error={keep.error} />}
      {keep.data !== undefined && <Kept made={keep.data} />}
      {asked !== undefined && look.data !== undefined && keep.data === undefined && (
        <Preview asked={asked} made={look.data} ask={ask} keep={() => keep.mutate(asked)} busy={keep.isPending} />
      )}
    </div>
  )
}

function Kept({ made }: { readonly made: Imported }) {
  const { t, format } = useWords()
  return (
    <div className="state" role="status">
      <p className="told">
        {t('city.kept', { added: format.count(made.assets.added), updated: format.count(made.assets.updated) })}
      </p>
      <p>
        <Link to="/city">{t('city.seeThem')}</Link> · <Link to="/city/questions">{t('city.answerThem')}</Link>
      </p>
    </div>
  )
}

interface PreviewProps {
  readonly asked: ListAsked
  readonly made: Imported
  ask(list: ListAsked): void
  keep(): void
  readonly busy: boolean
}

function Preview({ asked, made, ask, keep, busy }: PreviewProps) {
  const { t, format } = useWords()
  const { assets, refusedCount } = made
  const all = assets.added + assets.updated
  const facts = [
    [t('city.wouldAdd'), assets.added],
    [t('city.wouldChange'), assets.updated],
    [t('city.wouldKeep'), assets.same],
    [t('city.wouldRefuse'), refusedCount],
  ] as const
  return (
    <>
      <section aria-live="polite">
        <h2 className="sec">{t('city.would')}</h2>
        <dl className="facts">
          {facts.map(([name, count]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{format.count(count)}</dd>
            </div>
          ))}
        </dl>
        <button type="button" className="btn primary" disabled={all === 0} aria-busy={busy} onClick={keep}>
          {refusedCount > 0 && all > 0
            ? t('city.keepOthers', { count: refusedCount, n: format.count(refusedCount) })
            : t('city.keep')}
        </button>
      </section>
      {made.refused.length > 0 && <RefusedRows made={made} />}
      <Columns asked={asked} made={made} ask={ask} />
      {made.unknownKinds.length > 0 && <Kinds asked={asked} made={made} ask={ask} />}
      {made.changes.length > 0 && <FirstChanges made={made} />}
    </>
  )
}

function RefusedRows({ made }: { readonly made: Imported }) {
  const { t, format } = useWords()
  return (
    <section>
      <h2 className="sec">
        {t('city.refusedRows')} <span>{format.count(made.refusedCount)}</span>
      </h2>
      <ul className="rows-refused">
        {made.refused.map(({ line, column, reason, fix }) => (
          <li key={`${line} ${reason}`}>
            <b>
              {column === undefined
                ? t('city.line', { n: line })
                : t('city.lineColumn', { n: line, column: printable(column) })}
            </b>
            <p>{printable(reason)}</p>
            <p className="soft">{printable(fix)}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What each column was taken for; what is changed here is looked at again. */
function Columns({ asked, made, ask }: Pick<PreviewProps, 'asked' | 'made' | 'ask'>) {
  const { t } = useWords()
  return (
    <section>
      <h2 className="sec">
        {t('city.columns')} <span>{t('city.columnsSays')}</span>
      </h2>
      <div className="choices">
        {made.columns.map(({ header, meaning }, at) => (
          <div key={header} className="field">
            <label htmlFor={`city-column-${at}`}>{printable(header)}</label>
            <select
              id={`city-column-${at}`}
              value={meaning ?? ''}
              onChange={({ target }) =>
                ask({ ...asked, columns: { ...asked.columns, [header]: target.value === '' ? null : target.value } })
              }
            >
              <option value="">{t('city.notRead')}</option>
              {columnMeanings.map((one) => (
                <option key={one} value={one}>
                  {t(`city.meaning.${one}`)}
                </option>
              ))}
            </select>
          </div>
        ))}
      </div>
    </section>
  )
}

/** Words of the list that stand for no kind. */
function Kinds({ asked, made, ask }: Pick<PreviewProps, 'asked' | 'made' | 'ask'>) {
  const { t, format, language } = useWords()
  return (
    <section>
      <h2 className="sec">
        {t('city.kinds')} <span>{t('city.kindsSays')}</span>
      </h2>
      <div className="choices">
        {made.unknownKinds.slice(0, 30).map(({ word, rows }, at) => (
          <div key={word} className="field">
            <label htmlFor={`city-word-${at}`}>
              {printable(word)} ({format.count(rows)})
            </label>
            <select
              id={`city-word-${at}`}
              value=""
              onChange={({ target }) => ask({ ...asked, kinds: { ...asked.kinds, [word]: target.value } })}
            >
              <option value="">{t('unknown')}</option>
              {assetKindNames.map((kind) => (
                <option key={kind} value={kind}>
                  {assetKindDefaults(kind).words[language]}
                </option>
              ))}
            </select>
          </div>
        ))}
      </div>
    </section>
  )
}

function FirstChanges({ made }: { readonly made: Imported }) {
  const { t } = useWords()
  return (
    <section>
      <h2 className="sec">
        {t('city.firstChanges')} <span>{t('city.firstChangesSays')}</span>
      </h2>
      <ul className="rows-refused">
        {made.changes.slice(0, 30).map(({ asset, name, kind, fields }) => (
          <li key={asset}>
            <b>
              {t(kind === 'added' ? 'city.isNew' : 'city.isChanged')} {printable(name)}
            </b>
            <p className="wire">
              {printable(
                fields
                  .map((field) =>
                    field.from === null ? `${field.name} ${field.to}` : `${field.name} ${field.from} → ${field.to}`,
                  )
                  .join(' · ')
                  .slice(0, 300),
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
