import { useQuery } from '@tanstack/react-query'
import type { Finding } from '@tocsin/event'
import { useState } from 'react'
import type { EvidenceFrame } from '../api/contract.ts'
import { useMay } from '../api/may.ts'
import { findingQuery } from '../api/queries.ts'
import { Hex, mostDrawn } from '../design/hex.tsx'
import { Failed, Loading } from '../design/states.tsx'
import { askWhy } from '../people/asking.ts'
import { useWords } from '../words/use-words.ts'
import { bytesOf, placesOf } from './bytes.ts'

/** The raw bytes that a finding rests on, read when they are asked for. */
export function Frames({ finding, incident }: { readonly finding: Finding; readonly incident: string }) {
  const { t } = useWords()
  const may = useMay()
  const [open, setOpen] = useState(false)
  const { data, error, refetch } = useQuery({ ...findingQuery(finding.id), enabled: open })
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('finding.bytesOf', { count: finding.evidence.length })}</summary>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {open && error === null && data === undefined && <Loading />}
      {may('event.raw') && data?.frames.some((frame) => !isTold(frame)) && (
        <p>
          <button type="button" className="small" onClick={() => askWhy({ what: 'bytes', incident })}>
            {t('people.bytesNeed')}
          </button>
        </p>
      )}
      {data?.frames.filter(isTold).map((frame) => (
        <FrameBytes key={frame.event} frame={frame} texts={matchedTexts(finding, frame.event)} />
      ))}
    </details>
  )
}

/** Bytes that are kept and were left out open with a reason: of them the button speaks. */
function isTold({ kept, base64 }: EvidenceFrame): boolean {
  return kept === 'missing' || base64 !== undefined
}

function FrameBytes({ frame, texts }: { readonly frame: EvidenceFrame; readonly texts: readonly string[] }) {
  const { t, format } = useWords()
  if (frame.base64 === undefined) {
    return (
      <p className="faint">
        {t('finding.event', { id: frame.event })}: {t('finding.noBytes')}
      </p>
    )
  }
  const bytes = bytesOf(frame.base64)
  const drawn = Math.min(bytes.length, mostDrawn)
  return (
    <figure>
      <figcaption className="faint">
        {t('finding.bytes', { id: frame.event, n: format.count(frame.size) })}
        {drawn < frame.size && `, ${t('finding.bytesCut', { n: format.count(drawn) })}`}
      </figcaption>
      <Hex bytes={bytes} ranges={placesOf(bytes, texts)} />
    </figure>
  )
}

/** The parts of values that matched in one event. */
function matchedTexts({ evidence }: Finding, event: string): readonly string[] {
  const fields = evidence.find((one) => one.event === event)?.matched ?? []
  return fields.flatMap(({ value, ranges }) =>
    typeof value === 'string' ? ranges.map(([start, end]) => value.slice(start, end)) : [],
  )
}
