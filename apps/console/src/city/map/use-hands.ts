import { type RefObject, useEffect, useRef } from 'react'
import type { MapProps } from './map-hand.ts'
import { movedBy, type Size, type View, zoomedAt } from './mercator.ts'

/** Pixels of a hand that shakes: less is a click. */
const shake = 4
/** Pixels of a wheel that bring the map twice as close. */
const turn = 400

interface Held {
  readonly view: View
  readonly size: Size
  moved: MapProps<unknown>['moved']
  /** A click on a mark: the id that it bears, or where a heap of them lies. */
  clicked(mark: Element, x: number, y: number): void
}

/** Moves a drawing by pointer, two fingers and wheel; keys have the buttons beside it. */
export function useHands(surface: RefObject<SVGSVGElement | null>, held: Held): void {
  const now = useRef(held)
  now.current = held
  useEffect(() => {
    const element = surface.current
    if (element === null) return undefined
    const fingers = new Map<number, { readonly x: number; readonly y: number }>()
    let from: { readonly x: number; readonly y: number; readonly apart: number; readonly view: View } | undefined
    let dragged = false
    let last: View | undefined
    const place = (event: PointerEvent | WheelEvent | MouseEvent) => {
      const { left, top } = element.getBoundingClientRect()
      return { x: event.clientX - left, y: event.clientY - top }
    }
    const middle = () => {
      const all = [...fingers.values()]
      const [first, second] = all
      const x = all.reduce((sum, one) => sum + one.x, 0) / all.length
      const y = all.reduce((sum, one) => sum + one.y, 0) / all.length
      const apart = first && second ? Math.hypot(first.x - second.x, first.y - second.y) : 0
      return { x, y, apart }
    }
    const begin = () => {
      from = fingers.size === 0 ? undefined : { ...middle(), view: last ?? now.current.view }
    }
    const down = (event: PointerEvent) => {
      if (event.button !== 0) return
      if (fingers.size === 0) [dragged, last] = [false, undefined]
      fingers.set(event.pointerId, place(event))
      begin()
    }
    const move = (event: PointerEvent) => {
      if (!fingers.has(event.pointerId) || from === undefined) return
      fingers.set(event.pointerId, place(event))
      const { x, y, apart } = middle()
      if (!dragged && apart === 0 && Math.hypot(x - from.x, y - from.y) < shake) return
      // Only a real drag is captured: a click belongs to the mark under it.
      if (!dragged) element.setPointerCapture(event.pointerId)
      dragged = true
      const shifted = movedBy(from.view, from.x - x, from.y - y)
      const by = from.apart > 0 && apart > 0 ? Math.log2(apart / from.apart) : 0
      last = by === 0 ? shifted : zoomedAt(shifted, by, now.current.size, x, y)
      now.current.moved(last, 'moving')
    }
    const up = (event: PointerEvent) => {
      if (!fingers.delete(event.pointerId)) return
      if (fingers.size > 0) return begin()
      from = undefined
      if (last !== undefined) now.current.moved(last, 'settled')
    }
    const click = (event: MouseEvent) => {
      const mark = event.target instanceof Element ? event.target.closest('[data-mark]') : null
      if (dragged || mark === null) return
      const { x, y } = place(event)
      now.current.clicked(mark, x, y)
    }
    const wheel = (event: WheelEvent) => {
      event.preventDefault()
      const { x, y } = place(event)
      const by = Math.max(-1, Math.min(1, -event.deltaY / turn))
      now.current.moved(zoomedAt(now.current.view, by, now.current.size, x, y), 'settled')
    }
    element.addEventListener('pointerdown', down)
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerup', up)
    element.addEventListener('pointercancel', up)
    element.addEventListener('click', click)
    element.addEventListener('wheel', wheel, { passive: false })
    return () => {
      element.removeEventListener('pointerdown', down)
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerup', up)
      element.removeEventListener('pointercancel', up)
      element.removeEventListener('click', click)
      element.removeEventListener('wheel', wheel)
    }
  }, [surface])
}
