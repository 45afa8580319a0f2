import './work.css'
import { useSyncExternalStore } from 'react'
import { RevealRoom } from '../people/reveal-dialog.tsx'
import { CloseDialog } from './close-dialog.tsx'
import { decide, decidingNow, watchDeciding } from './dialog.ts'
import { NoteDialog } from './note-dialog.tsx'
import { ToastBar } from './toast-bar.tsx'

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
      <RevealRoom />
      <ToastBar />
    </>
  )
}
