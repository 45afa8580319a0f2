import './work.css'
import { lazy, Suspense, useSyncExternalStore } from 'react'
import { RevealRoom } from '../people/reveal-dialog.tsx'
import { CloseDialog } from './close-dialog.tsx'
import { decide, decidingNow, watchDeciding } from './dialog.ts'
import { NoteDialog } from './note-dialog.tsx'
import { ToastBar } from './toast-bar.tsx'

const HandDialog = lazy(async () => ({ default: (await import('./hand-dialog.tsx')).HandDialog }))

/** What stands above every page while one works: the dialog that is open, and the toast. */
export function WorkRoom() {
  const deciding = useSyncExternalStore(watchDeciding, decidingNow)
  const end = () => {
    if (decidingNow() === deciding) decide(undefined)
  }
  return (
    <>
      {deciding?.what === 'close' && <CloseDialog deciding={deciding} end={end} />}
      {deciding?.what === 'note' && <NoteDialog deciding={deciding} end={end} />}
      {deciding?.what === 'open' && (
        <Suspense>
          <HandDialog end={end} />
        </Suspense>
      )}
      <RevealRoom />
      <ToastBar />
    </>
  )
}
