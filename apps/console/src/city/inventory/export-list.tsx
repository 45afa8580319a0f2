import { useRef, useState } from 'react'
import type { InventoryParams } from '../../app/search-params.ts'
import { Progress } from '../../design/progress.tsx'
import { Failed } from '../../design/states.tsx'
import { useWords } from '../../words/use-words.ts'
import { wholeList } from './inventory-api.ts'

/** All that answer as a CSV file, with the way to end it. */
export function ExportList({ params, count }: { readonly params: InventoryParams; readonly count: number }) {
  const { t, format } = useWords()
  const left = useRef<AbortController>(undefined)
  const [rows, setRows] = useState<number>()
  const [failed, setFailed] = useState<Error>()
  const run = async () => {
    const controller = new AbortController()
    left.current = controller
    setFailed(undefined)
    setRows(0)
    try {
      const parts = await wholeList(params, controller.signal, setRows)
      const link = document.createElement('a')
      // A mark, so that spreadsheets read it as UTF-8.
      link.href = URL.createObjectURL(new Blob(['\ufeff', ...parts], { type: 'text/csv' }))
      link.download = 'tocsin-inventory.csv'
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
    } catch (error) {
      if (!controller.signal.aborted) setFailed(error instanceof Error ? error : new Error(String(error)))
    }
    setRows(undefined)
  }
  if (rows !== undefined) {
    return (
      <Progress
        label={t('inventory.export')}
        share={count === 0 ? undefined : rows / count}
        cancel={() => left.current?.abort()}
      >
        {t('inventory.exporting', { done: format.count(rows), n: format.count(count) })}
      </Progress>
    )
  }
  return (
    <>
      <button type="button" className="small" onClick={() => void run()}>
        {t('inventory.export')}
      </button>
      {failed !== undefined && <Failed error={failed} />}
    </>
  )
}
