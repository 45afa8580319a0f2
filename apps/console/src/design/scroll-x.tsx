import { type ReactNode, useEffect, useRef } from 'react'

interface ScrollXProps {
  /** What it holds, for those who hear where they are. */
  readonly label: string
  readonly children: ReactNode
}

/** Holds what may be wider than its column. Where it is, it is a stop of Tab, so that arrows scroll it (WCAG 2.2, 2.1.1). */
export function ScrollX({ label, children }: ScrollXProps) {
  const frame = useRef<HTMLElement>(null)
  useEffect(() => {
    const { current } = frame
    if (current === null) return undefined
    const measure = () => {
      if (current.scrollWidth > current.clientWidth) current.tabIndex = 0
      else current.removeAttribute('tabindex')
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(current)
    for (const child of current.children) observer.observe(child)
    return () => observer.disconnect()
  }, [])
  return (
    <section ref={frame} className="scroll-x" aria-label={label}>
      {children}
    </section>
  )
}
