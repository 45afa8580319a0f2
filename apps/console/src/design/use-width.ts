import { type RefObject, useEffect, useRef, useState } from 'react'

/** The width of an element in pixels, as it changes, so that drawings are made at their real size. */
export function useWidth<Kind extends HTMLElement>(first: number): readonly [RefObject<Kind | null>, number] {
  const element = useRef<Kind>(null)
  const [width, setWidth] = useState(first)
  useEffect(() => {
    const measured = element.current
    if (measured === null) return undefined
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.max(200, Math.floor(entry.contentRect.width)))
    })
    observer.observe(measured)
    return () => observer.disconnect()
  }, [])
  return [element, width]
}
