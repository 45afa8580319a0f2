/** What a framer says of the bytes that it is given. */
export interface FramerOut {
  /** One frame, without its framing; a view that is valid until the chunk it came from is changed. */
  frame(bytes: Uint8Array): void
  /** `offset` counts the bytes pushed since the framer began. */
  refused(reason: string, offset: number): void
}

/** Cuts a stream of bytes into frames; holds at most one unfinished frame. */
export interface Framer {
  push(chunk: Uint8Array, out: FramerOut): void
  /** The stream ended: what is held is a frame, or is refused. */
  end(out: FramerOut): void
}
