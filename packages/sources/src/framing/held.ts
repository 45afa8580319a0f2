/** The bytes of a frame that spans chunks: grows to the most it may hold, and no further. */
export interface Held {
  readonly length: number
  /** Adds bytes; the caller has made sure that they fit. */
  add(bytes: Uint8Array): void
  /** The held bytes, or the view alone where nothing is held; forgets them. */
  takeWith(view: Uint8Array): Uint8Array
  clear(): void
}

export function holder(most: number): Held {
  let buffer = new Uint8Array(0)
  let length = 0
  const add = (bytes: Uint8Array) => {
    if (length + bytes.length > buffer.length) {
      const grown = new Uint8Array(Math.min(most, Math.max(1024, 2 * (length + bytes.length))))
      grown.set(buffer.subarray(0, length))
      buffer = grown
    }
    buffer.set(bytes, length)
    length += bytes.length
  }
  const clear = () => {
    buffer = new Uint8Array(0)
    length = 0
  }
  return {
    get length() {
      return length
    },
    add,
    takeWith(view) {
      if (length === 0) return view
      add(view)
      const taken = buffer.subarray(0, length)
      clear()
      return taken
    },
    clear,
  }
}
