/**
 * Why bytes of a stream are no frame.
 *
 * `too-long`: more than the largest frame before the line ends, or stated as its length. `bad-count`: an octet count far
 * beyond the largest frame. `garbage`: neither a count nor a priority where a counted frame should begin. `cut-off`: the
 * stream ended inside a counted frame.
 */
export type FrameRefusal = 'too-long' | 'bad-count' | 'garbage' | 'cut-off'

/** Where a framer puts what it finds. */
export interface FrameSink {
  /** One frame's bytes: a view of the chunk where it could be, so copy them before the chunk is used again. */
  frame(bytes: Uint8Array): void
  /** `offset` is the byte of the stream at which the refused part began, from 0. */
  refused(reason: FrameRefusal, offset: number): void
}

/** Cuts a stream into frames, whatever chunks it comes in. Holds at most `maxFrame` bytes. */
export interface Framer {
  push(chunk: Uint8Array, out: FrameSink): void
  /** The stream is over: what is left is a frame or refused. */
  end(out: FrameSink): void
}

export interface FramerOptions {
  /** Bytes of one frame without its framing; a line's carriage return counts. */
  readonly maxFrame: number
}
