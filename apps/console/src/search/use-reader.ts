import { type RefObject, useEffect, useState } from 'react'

/** Whether somebody is in a list: a mouse stands over it, or the focus is inside (WCAG 2.2.2). */
export function useReader(list: RefObject<HTMLElement | null>): boolean {
  const [over, setOver] = useState(false)
  const [within, setWithin] = useState(false)
  useEffect(() => {
    const element = list.current
    if (element === null) return
    const ended = new AbortController()
    const hear = <Name extends keyof HTMLElementEventMap>(
      name: Name,
      act: (event: HTMLElementEventMap[Name]) => void,
    ) => element.addEventListener(name, act, { signal: ended.signal })
    // A finger that touches the list does not stay over it.
    hear('pointerenter', ({ pointerType }) => setOver(pointerType === 'mouse'))
    hear('pointerleave', () => setOver(false))
    hear('focusin', () => setWithin(true))
    hear('focusout', ({ relatedTarget }) => setWithin(relatedTarget instanceof Node && element.contains(relatedTarget)))
    return () => ended.abort()
  }, [list])
  return over || within
}
