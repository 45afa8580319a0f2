import { type RefObject, useEffect, useState } from 'react'

/** Whether the reader is in an element: the mouse over it, or the focus inside of it. */
export function useHeld(element: RefObject<HTMLElement | null>): boolean {
  const [held, setHeld] = useState(false)
  useEffect(() => {
    const place = element.current
    if (place === null) return undefined
    const look = () =>
      setHeld(place.matches(':focus-within') || (place.matches(':hover') && matchMedia('(hover: hover)').matches))
    const events = ['pointerenter', 'pointerleave', 'focusin', 'focusout'] as const
    // The focus has moved only after `focusout` is done.
    const later = () => queueMicrotask(look)
    for (const name of events) place.addEventListener(name, later)
    return () => {
      for (const name of events) place.removeEventListener(name, later)
    }
  }, [element])
  return held
}
