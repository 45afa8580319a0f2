import { type Frame, origins, realms } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import type { FrameBatch, LogSourceName } from '../ports.ts'
import {
  flagsAt,
  frameExtent,
  frameFlags,
  frameHead,
  frameRoom,
  isGap,
  kindIn,
  partitionIn,
  receivedAt,
  repeatedFlag,
  sourceNamed,
  stepOver,
  writeFrame,
} from './frame-format.ts'

/**
 * The frames of a batch, in log order. Payloads are views on the batch's bytes: copy what outlives it.
 *
 * The frame that announces a keyed batch (control, kind `batch`) is among them; it changes no judgement.
 *
 * @throws TocsinError `bad-batch` where the bytes are not whole frames; CRCs were checked by the reader
 */
export function framesOf(batch: FrameBatch): Iterable<Frame> {
  return { [Symbol.iterator]: () => iterate(batch) }
}

/** Frames back to back, as a segment with this table of sources holds them. Offsets are not written: the order is. */
export function encodeFrames(
  frames: readonly Omit<Frame, 'offset'>[],
  sources: readonly LogSourceName[],
): Uint8Array<ArrayBuffer> {
  let room = 0
  for (const frame of frames) room += frameRoom(frame.peer, frame.payload)
  const store = new ArrayBuffer(room)
  const into = Buffer.from(store)
  const view = new DataView(store)
  let at = 0
  for (const frame of frames) {
    const source = sources.findIndex(
      ({ name, decoder, zone }) => name === frame.source && decoder === frame.decoder && zone === frame.zone,
    )
    if (source < 0) throw new TocsinError('bad-batch', `Source ${frame.source} (${frame.decoder}) is not in the table`)
    const marked = frame.repeated === true ? repeatedFlag : 0
    const flags = frameFlags(frame.kind, frame.realm, frame.origin, frame.partition) | marked
    at = writeFrame(into, view, at, { ...frame, source, flags })
  }
  return new Uint8Array(store, 0, at)
}

function iterate({ bytes, sources, from }: FrameBatch): Iterator<Frame> {
  const { buffer, byteOffset, byteLength } = bytes
  const view = new DataView(buffer, byteOffset, byteLength)
  const next = [...from]
  const peerAt = peerReader(bytes, view)
  // The step is one object for all frames: the loop of a worker makes no garbage but the frames themselves.
  let step: IteratorYieldResult<Frame> | undefined
  let at = 0
  return {
    next: () => {
      let size = 0
      let flags = 0
      for (;;) {
        if (at >= byteLength) return { done: true, value: undefined }
        size = frameExtent(view, at, byteLength)
        if (size <= 0) throw new TocsinError('bad-batch', `No whole frame at byte ${at} of a batch of ${byteLength}`)
        flags = flagsAt(view, at)
        if (!isGap(flags)) break
        stepOver(next, bytes, view, at, size)
        at += size
      }
      const partition = partitionIn(flags)
      const offset = next[partition] ?? 0
      next[partition] = offset + 1
      const source = sourceNamed(sources, view.getUint16(at + 16, true))
      const peerBytes = view.getUint8(at + 20)
      const payload = at + frameHead + peerBytes
      const value: Frame = {
        partition,
        offset,
        received: receivedAt(view, at),
        kind: kindIn(flags),
        realm: realms[(flags >> 2) & 3] ?? 'real',
        origin: origins[(flags >> 4) & 3] ?? 'claimed',
        repeated: (flags & repeatedFlag) !== 0,
        source: source.name,
        decoder: source.decoder,
        ...(source.zone === undefined ? {} : { zone: source.zone }),
        peer: peerBytes === 0 ? '' : peerAt(at + frameHead, peerBytes),
        payload: new Uint8Array(buffer, byteOffset + payload, at + size - payload),
      }
      at += size
      if (step === undefined) step = { done: false, value }
      else step.value = value
      return step
    },
  }
}

const slots = 256
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Peers repeat from frame to frame: each is decoded once a batch, found again by a hash of its bytes. */
function peerReader(bytes: Uint8Array, view: DataView): (start: number, length: number) => string {
  const starts = new Int32Array(slots)
  const texts = new Array<string | undefined>(slots).fill(undefined)
  return (start, length) => {
    let hash = length
    for (let i = start; i < start + length; i++) hash = (Math.imul(hash, 31) + view.getUint8(i)) | 0
    const slot = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (slots - 1)
    const known = texts[slot]
    const knownAt = starts[slot] ?? 0
    if (known !== undefined && sameBytes(view, knownAt, start, length)) return known
    const text = utf8.decode(bytes.subarray(start, start + length))
    texts[slot] = text
    starts[slot] = start
    return text
  }
}

/** Compares with the length byte before each peer, which stands right before its bytes. */
function sameBytes(view: DataView, a: number, b: number, length: number): boolean {
  for (let i = -1; i < length; i++) if (view.getUint8(a + i) !== view.getUint8(b + i)) return false
  return true
}
