import { useCallback, useEffect, useRef, useState } from 'react'
import type { QueryRow } from '../api/contract.ts'
import { arrived, noRows, released, type TailRows } from './tail-rows.ts'
import { openTail, type TailState } from './tail-stream.ts'

/** Milliseconds between two pictures: a flood is drawn as one. */
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
  useEffect(() => {
    let came: QueryRow[] = []
    let dropped = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    setRows(noRows)
    setState({ kind: 'connecting' })
    const draw = () => {
      timer = undefined
      const [events, lost] = [came, dropped]
      came = []
      dropped = 0
      setRows((before) => {
        const after = arrived(before, events, how.current)
        return lost === 0 ? after : { ...after, dropped: after.dropped + lost }
      })
    }
    const later = () => {
      timer ??= setTimeout(draw, gap)
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
  const release = useCallback(() => setRows(released), [])
  useEffect(() => {
    if (still === 'flowing') release()
  }, [still, release])
  return { rows, state, release }
}
