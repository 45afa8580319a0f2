import { startTransition, useCallback, useEffect, useRef, useState } from 'react'
import type { QueryRow } from '../api/contract.ts'
import { arrived, noRows, released, type TailRows } from './tail-rows.ts'
import { openTail, type TailState } from './tail-stream.ts'

/** Milliseconds from one picture's end to the next: a flood is drawn as one, and never before the last one stands. */
const gap = 400

interface Tail {
  readonly rows: TailRows
  readonly state: TailState
  release(): void
}

/** Events that answer a search, as they come; while the screen is held, what comes waits. */
export function useTail(q: string, still: 'held' | 'flowing'): Tail {
  const [rows, setRows] = useState<TailRows>(noRows)
  const [state, setState] = useState<TailState>({ kind: 'connecting' })
  const how = useRef(still)
  how.current = still
  const drawn = useRef<(() => void) | undefined>(undefined)
  useEffect(() => {
    let came: QueryRow[] = []
    let dropped = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    let drawing = false
    setRows(noRows)
    setState({ kind: 'connecting' })
    const draw = () => {
      timer = undefined
      drawing = true
      const [events, lost] = [came, dropped]
      came = []
      dropped = 0
      // In slices: keys and clicks have their turn between rows
      startTransition(() =>
        setRows((before) => {
          const after = arrived(before, events, how.current)
          return lost === 0 ? after : { ...after, dropped: after.dropped + lost }
        }),
      )
    }
    const later = () => {
      if (!drawing) timer ??= setTimeout(draw, gap)
    }
    drawn.current = () => {
      drawing = false
      if (came.length > 0 || dropped > 0) later()
    }
    const close = openTail(q, {
      events: (events) => {
        came.push(...events)
        later()
      },
      dropped: (events) => {
        dropped += events
        later()
      },
      state: setState,
    })
    return () => {
      clearTimeout(timer)
      close()
    }
  }, [q])
  useEffect(() => {
    if (rows !== noRows) drawn.current?.()
  }, [rows])
  const release = useCallback(() => setRows(released), [])
  useEffect(() => {
    if (still === 'flowing') release()
  }, [still, release])
  return { rows, state, release }
}
