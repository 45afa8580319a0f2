import { type FrameToWrite, frameRoom, writeFrame } from './frame-format.ts'

/** Frames collected in memory, as the segment will hold them. */
export interface FrameGroup {
  bytes(): number
  add(frame: FrameToWrite): void
  /** Gives the collected bytes to `use`, then starts anew, whatever happened. */
  drain(use: (bytes: Buffer, view: DataView) => void): void
}

const usual = 1024 * 1024 + 256 * 1024

export function frameGroup(): FrameGroup {
  let into = Buffer.allocUnsafeSlow(usual)
  let view = viewOf(into)
  let used = 0
  return {
    bytes: () => used,
    add: (frame) => {
      const room = used + frameRoom(frame.peer, frame.payload)
      if (room > into.length) {
        const wider = Buffer.allocUnsafeSlow(Math.max(room, into.length * 2))
        into.copy(wider, 0, 0, used)
        into = wider
        view = viewOf(into)
      }
      used = writeFrame(into, view, used, frame)
    },
    drain: (use) => {
      const bytes = into.subarray(0, used)
      const seen = view
      used = 0
      try {
        use(bytes, seen)
      } finally {
        if (into.length > usual * 4) {
          into = Buffer.allocUnsafeSlow(usual)
          view = viewOf(into)
        }
      }
    },
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
