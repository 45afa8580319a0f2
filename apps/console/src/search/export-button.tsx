import { useRef, useState } from 'react'
import { failureOf } from '../api/client.ts'
import { useMay } from '../api/may.ts'
import { Progress } from '../design/progress.tsx'
import { Failed } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import type { Asked } from './ask.ts'

const formats = ['csv', 'ndjson'] as const

interface Done {
  /** Events that have come, as their lines are counted, and that will. */
  readonly done: number
  readonly rows: number
  readonly bytes: number
}

/** All events of a search as a file: how much of it has come, and the way to end it. */
export function ExportButton({ asked: { text, time } }: { readonly asked: Asked }) {
  const { t, format } = useWords()
  const may = useMay()
  const left = useRef<AbortController>(undefined)
  const [progress, setProgress] = useState<Done>()
  const [failed, setFailed] = useState<Error>()
  const run = async (kind: (typeof formats)[number]) => {
    const controller = new AbortController()
    left.current = controller
    setFailed(undefined)
    setProgress({ done: 0, rows: 0, bytes: 0 })
    try {
      await save(kind, { search: { text, time }, format: kind }, controller.signal, setProgress)
    } catch (error) {
      if (!controller.signal.aborted) setFailed(error instanceof Error ? error : new Error(String(error)))
    }
    setProgress(undefined)
  }
  if (!may('event.export')) return null
  if (progress !== undefined) {
    const kilobytes = format.count(Math.round(progress.bytes / 1024))
    return (
      <Progress
        label={t('search.export')}
        share={progress.rows === 0 ? undefined : progress.done / progress.rows}
        cancel={() => left.current?.abort()}
      >
        {t('search.exporting', { done: format.count(progress.done), n: format.count(progress.rows), size: kilobytes })}
      </Progress>
    )
  }
  return (
    <p className="exports">
      <span className="soft">{t('search.export')}</span>
      {formats.map((kind) => (
        <button key={kind} type="button" className="small" onClick={() => void run(kind)}>
          {kind.toUpperCase()}
        </button>
      ))}
      {failed !== undefined && <Failed error={failed} />}
    </p>
  )
}

async function save(kind: string, wish: object, signal: AbortSignal, told: (progress: Done) => void) {
  const response = await fetch('/api/export', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wish),
    signal,
  })
  if (!response.ok || response.body === null) throw failureOf(response.status, await response.text())
  const rows = Number(response.headers.get('x-tocsin-rows') ?? 0)
  const parts: BlobPart[] = []
  let bytes = 0
  // The first line of a CSV names the columns.
  let came = kind === 'csv' ? -1 : 0
  let shown = 0
  const reader = response.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value)
    bytes += value.length
    came += linesIn(value)
    // A picture of every chunk would cost more than the chunk
    if (performance.now() - shown > 200) {
      shown = performance.now()
      told({ done: Math.max(0, Math.min(came, rows)), rows, bytes })
    }
  }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob(parts))
  link.download = `tocsin-events.${kind}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

function linesIn(chunk: Uint8Array): number {
  let lines = 0
  for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++
  return lines
}
