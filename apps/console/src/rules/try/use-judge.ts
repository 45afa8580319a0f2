import { useEffect, useRef, useState } from 'react'
import type { JudgeAsk, Judged } from './judged.ts'

/** How long one judgement may take, in milliseconds; a worker that takes longer is ended, and the next change has a new one. */
const deadline = 2000
/** After the last key, in milliseconds. */
const pause = 120

export type Judging =
  | { readonly state: 'judging' }
  | { readonly state: 'judged'; readonly judged: Judged }
  | { readonly state: 'too-slow' }
  | { readonly state: 'failed'; readonly message: string }

interface Said {
  readonly turn: number
  readonly judged?: Judged
  readonly failed?: string
}

/** What the engine makes of what is written, as it is written. The last answer stands until the next one is there. */
export function useJudge({ id, yaml, tests, events, beside }: JudgeAsk): Judging {
  const [judging, setJudging] = useState<Judging>({ state: 'judging' })
  const worker = useRef<Worker>(undefined)
  const turn = useRef(0)
  /** The turn that the worker has not answered yet. */
  const asked = useRef<number>(undefined)
  useEffect(() => {
    const mine = ++turn.current
    let late: ReturnType<typeof setTimeout> | undefined
    const end = () => {
      worker.current?.terminate()
      worker.current = undefined
      asked.current = undefined
    }
    const started = setTimeout(() => {
      worker.current ??= new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
      worker.current.onmessage = ({ data }: MessageEvent<Said>) => {
        if (data.turn !== asked.current) return
        asked.current = undefined
        clearTimeout(late)
        if (data.judged !== undefined) setJudging({ state: 'judged', judged: data.judged })
        else setJudging({ state: 'failed', message: data.failed ?? '' })
      }
      worker.current.onerror = ({ message }) => {
        clearTimeout(late)
        end()
        setJudging({ state: 'failed', message })
      }
      asked.current = mine
      worker.current.postMessage({
        turn: mine,
        ask: { id, yaml, tests, events, ...(beside === undefined ? {} : { beside }) },
      })
      late = setTimeout(() => {
        end()
        setJudging({ state: 'too-slow' })
      }, deadline)
    }, pause)
    return () => {
      clearTimeout(started)
      clearTimeout(late)
      // What is still being judged is no longer asked for: a slow rule must not hold up the next one.
      if (asked.current === mine) end()
    }
  }, [id, yaml, tests, events, beside])
  useEffect(
    () => () => {
      worker.current?.terminate()
      worker.current = undefined
    },
    [],
  )
  return judging
}
