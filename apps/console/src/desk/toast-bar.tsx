import { useEffect, useRef, useSyncExternalStore } from 'react'
import { KeyCaps } from '../design/key-caps.tsx'
import { useNow } from '../format/now.ts'
import { announce } from '../shell/live-region.tsx'
import { useWords } from '../words/use-words.ts'
import { actorOf } from './actor.ts'
import { type Countdown, countdown } from './countdown.ts'
import { endToast, type Says, toastNow, undoNow, watchToast } from './toast.ts'

/** Milliseconds for which an undo is offered, while neither pointer nor focus is on it. */
const offered = 10_000

/** What was just done, and how to take it back: one at a time. */
export function ToastBar() {
  const shown = useSyncExternalStore(watchToast, toastNow)
  const says = useSays()
  const timer = useRef<Countdown>(undefined)
  const n = shown?.n
  const text = shown === undefined ? '' : says(shown.says)
  const spoken = useRef(text)
  spoken.current = text
  useEffect(() => {
    if (n === undefined) return undefined
    announce(spoken.current)
    const running = countdown(offered, () => endToast(n), {
      set: (run, milliseconds) => window.setTimeout(run, milliseconds),
      clear: (id) => window.clearTimeout(id),
      now: () => performance.now(),
    })
    timer.current = running
    return running.stop
  }, [n])
  if (shown === undefined) return null
  return (
    <ToastView
      text={text}
      undo={shown.undo === undefined ? undefined : undoNow}
      hold={() => timer.current?.hold()}
      go={() => timer.current?.go()}
    />
  )
}

interface ToastViewProps {
  readonly text: string
  readonly undo: (() => void) | undefined
  /** While somebody is on it, its time stands still. */
  hold(): void
  go(): void
}

export function ToastView({ text, undo, hold, go }: ToastViewProps) {
  const { t } = useWords()
  return (
    <section
      className="toast"
      aria-label={t('work.toast')}
      onPointerEnter={hold}
      onPointerLeave={go}
      onFocus={hold}
      onBlur={go}
    >
      <span>{text}</span>
      {undo !== undefined && (
        <button type="button" onClick={undo}>
          {t('work.undo')} <KeyCaps of="work.undo" />
        </button>
      )}
    </section>
  )
}

function useSays(): (says: Says) => string {
  const { t, format } = useWords()
  const now = useNow()
  const what = (ids: readonly string[]) =>
    ids.length === 1 ? (ids[0] ?? '') : t('work.incidents', { count: ids.length, n: format.count(ids.length) })
  return (says) => {
    switch (says.kind) {
      case 'closed':
        return t('toast.closed', {
          count: says.ids.length,
          what: what(says.ids),
          verdict: t(`verdict.${says.verdict}`).toLowerCase(),
        })
      case 'quieted':
        return t('toast.quieted', {
          count: says.ids.length,
          what: what(says.ids),
          verdict: t(`verdict.${says.verdict}`).toLowerCase(),
          day: format.at(says.quietUntil, now),
        })
      case 'opened':
        return t('toast.opened', { id: says.id })
      case 'partly':
        return t('toast.partly', { done: format.count(says.done), failed: format.count(says.failed) })
      case 'failed':
        return t('toast.failed', { message: says.message })
      case 'conflict':
        return says.last === undefined
          ? t('toast.changed', { id: says.id })
          : t('toast.conflict', {
              id: says.id,
              who: actorOf(says.last.who, t),
              what: t(`did.${says.last.kind}`),
              at: format.at(says.last.at, now),
            })
      default:
        return t(`toast.${says.kind}`, { count: says.ids.length, what: what(says.ids) })
    }
  }
}
