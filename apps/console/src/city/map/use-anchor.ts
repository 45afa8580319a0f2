import { useRef } from 'react'
import { projection, type Size, type View } from './mercator.ts'

/** Pixels that a drawing is shifted before it is drawn anew; as much is drawn beyond its edges. */
export const margin = 240

interface Anchored {
  /** The view that is drawn. */
  readonly anchor: View
  /** Pixels by which the drawing lies beside it now. */
  readonly shift: readonly [x: number, y: number]
}

/** A map that is only moved is not drawn anew with each frame: what was drawn is shifted. */
export function useAnchor(view: View, size: Size): Anchored {
  const anchor = useRef(view)
  const shiftFrom = (from: View): readonly [number, number] => {
    const [x, y] = projection(view, size)(from.at)
    return [x - size.width / 2, y - size.height / 2]
  }
  const shift = shiftFrom(anchor.current)
  if (anchor.current.zoom === view.zoom && Math.max(...shift.map(Math.abs)) < margin) {
    return { anchor: anchor.current, shift }
  }
  anchor.current = view
  return { anchor: view, shift: [0, 0] }
}
