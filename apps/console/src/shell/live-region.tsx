import { useEffect, useState } from 'react'
import { type Announcer, announcer } from './announcer.ts'

/** Milliseconds between two announcements: a flood of incidents must not talk over the reader. */
const gap = 6000
let current: Announcer | undefined

/** Has a sentence read aloud, politely. */
export function announce(text: string): void {
  current?.announce(text)
}

export function LiveRegion() {
  const [said, setSaid] = useState('')
  useEffect(() => {
    const mine = announcer(setSaid, gap, {
      set: (run, milliseconds) => window.setTimeout(run, milliseconds),
      clear: (id) => window.clearTimeout(id),
      now: () => Date.now(),
    })
    current = mine
    return () => {
      mine.stop()
      if (current === mine) current = undefined
    }
  }, [])
  return (
    <div className="sr" role="status" aria-live="polite">
      {said}
    </div>
  )
}
