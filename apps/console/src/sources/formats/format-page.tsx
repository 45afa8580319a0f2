import '../sources.css'
import './formats.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useId, useRef, useState } from 'react'
import { put, remove } from '../../api/client.ts'
import { useMay } from '../../api/may.ts'
import { useTitle } from '../../app/use-title.ts'
import { Failed, Loading } from '../../design/states.tsx'
import { HouseFailure } from '../../house/house-failure.tsx'
import { useWords } from '../../words/use-words.ts'
import { FormatPreview } from './format-preview.tsx'
import { type FormatList, formatsQuery, type Problem, useFormatChange } from './formats-api.ts'
import { SampleFrom } from './sample-from.tsx'
import { firstText, idIn, offsetOf } from './written.ts'

/** One format: its text, lines to try it on, and what becomes of them while it is written. */
export function FormatPage() {
  const { t } = useWords()
  const { id } = useParams({ from: '/inside/sources/formats/$id' })
  const { source } = useSearch({ from: '/inside/sources/formats/$id' })
  const { data, error, refetch } = useQuery({ ...formatsQuery, refetchOnWindowFocus: false })
  const known = data?.decoders.find((one) => one.own && one.id === id)
  const title = id === 'new' ? t('formats.newTitle') : id
  useTitle(title)
  return (
    <div className="pad sources formats">
      <p>
        <Link to="/sources/formats">{t('formats.back')}</Link>
      </p>
      <h1 className="title">{title}</h1>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <Editor
          key={id}
          id={id}
          first={known?.text ?? (id === 'new' ? firstText : firstText.replace('my-meter', id))}
          isKept={known !== undefined}
          source={source}
        />
      )}
    </div>
  )
}

interface EditorProps {
  readonly id: string
  readonly first: string
  readonly isKept: boolean
  /** Whose lines it is tried on from the start. */
  readonly source: string | undefined
}

function Editor({ id, first, isKept, source }: EditorProps) {
  const { t } = useWords()
  const may = useMay()
  const navigate = useNavigate()
  const ids = { text: useId(), sample: useId() }
  const box = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(first)
  const [sample, setSample] = useState('')
  const [kept, setKept] = useState<string>()
  const wanted = idIn(text)
  const save = useFormatChange(
    (under: string) => put<FormatList>(`/decoders/${encodeURIComponent(under)}`, { text }),
    () => {
      setKept(wanted)
      if (wanted !== undefined && wanted !== id) {
        void navigate({ to: '/sources/formats/$id', params: { id: wanted }, replace: true })
      }
    },
  )
  const go = ({ line, column }: Problem) => {
    const place = offsetOf(text, line, column)
    box.current?.focus()
    box.current?.setSelectionRange(place, place + 1)
  }
  return (
    <>
      <form
        className="format-edit"
        onSubmit={(event) => {
          event.preventDefault()
          if (wanted !== undefined) save.mutate(wanted)
        }}
      >
        <div className="field">
          <label htmlFor={ids.text}>{t('formats.text')}</label>
          <small id={`${ids.text}-hint`}>{t('formats.textHint')}</small>
          <textarea
            ref={box}
            id={ids.text}
            className="wire"
            rows={18}
            maxLength={65_536}
            spellCheck="false"
            autoCapitalize="none"
            autoComplete="off"
            wrap="off"
            readOnly={!may('decoder.manage')}
            aria-describedby={`${ids.text}-hint`}
            value={text}
            onChange={({ target }) => {
              setKept(undefined)
              setText(target.value)
            }}
          />
        </div>
        <div className="field">
          <label htmlFor={ids.sample}>{t('formats.sample')}</label>
          <small id={`${ids.sample}-hint`}>{t('formats.sampleHint')}</small>
          <textarea
            id={ids.sample}
            className="wire"
            rows={12}
            maxLength={65_536}
            spellCheck="false"
            autoCapitalize="none"
            autoComplete="off"
            wrap="off"
            aria-describedby={`${ids.sample}-hint`}
            value={sample}
            onChange={({ target }) => setSample(target.value)}
          />
          <SampleFrom first={source} take={setSample} />
        </div>
        {may('decoder.manage') && (
          <div className="acts ends">
            <button type="submit" className="primary" disabled={wanted === undefined} aria-busy={save.isPending}>
              {t('formats.keep')}
            </button>
            {wanted === undefined && <span className="soft">{t('formats.noId')}</span>}
            <span role="status">{kept !== undefined && t('formats.kept', { id: kept })}</span>
          </div>
        )}
        <HouseFailure error={save.error} />
      </form>
      {may('decoder.manage') && <FormatPreview text={text} sample={sample} go={go} />}
      {isKept && may('decoder.manage') && <Removal id={id} />}
    </>
  )
}

/** Takes a format away, after a second look. */
function Removal({ id }: { readonly id: string }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const [sure, setSure] = useState(false)
  const gone = useFormatChange(
    () => remove<FormatList>(`/decoders/${encodeURIComponent(id)}`),
    () => void navigate({ to: '/sources/formats' }),
  )
  return (
    <section aria-label={t('formats.remove')} className="removal">
      {sure ? (
        <>
          <p className="soft">{t('formats.removeSays')}</p>
          <div className="acts">
            <button type="button" className="primary" aria-busy={gone.isPending} onClick={() => gone.mutate(undefined)}>
              {t('formats.remove')}
            </button>
            <button type="button" className="quiet" onClick={() => setSure(false)}>
              {t('formats.cancel')}
            </button>
          </div>
        </>
      ) : (
        <button type="button" onClick={() => setSure(true)}>
          {t('formats.remove')}…
        </button>
      )}
      <HouseFailure error={gone.error} />
    </section>
  )
}
