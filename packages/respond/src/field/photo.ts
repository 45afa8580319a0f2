import { err, ok, type Result } from '@tocsin/kit'

/** Bytes of a photo as it is sent, at most, and pixels of a side: what a browser opens without harm. */
export const photoLimits = { bytes: 4 * 1024 * 1024, side: 12_000 } as const

/** A picture without anything that is none: neither where nor by whom nor with what it was taken. */
export interface Photo {
  readonly type: 'image/jpeg' | 'image/png'
  readonly bytes: Uint8Array
}

export interface PhotoRefused {
  readonly reason: string
  readonly fix: string
}

/**
 * Reads a photo by its bytes, whatever it is called, and writes it anew from the parts that make the picture.
 *
 * Of JPEG (ISO/IEC 10918-1 annex B) application segments and comments go, EXIF, XMP and thumbnails with them, and whatever
 * follows the picture; how it is to be turned is kept, as an EXIF segment of that one tag. Of PNG (ISO/IEC 15948) every chunk goes
 * that no decoder needs. Total: any bytes give a picture or a reason.
 */
export function cleanPhoto(bytes: Uint8Array): Result<Photo, PhotoRefused> {
  if (bytes.length > photoLimits.bytes) return refuse('the photo is larger than 4 MiB', 'Send a smaller one')
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return cleanJpeg(bytes)
  if (pngMark.every((byte, index) => bytes[index] === byte)) return cleanPng(bytes)
  return refuse('this is neither a JPEG nor a PNG picture', 'Take a photo, or save it as JPEG')
}

function cleanJpeg(bytes: Uint8Array): Result<Photo, PhotoRefused> {
  const parts: Uint8Array[] = []
  let turned: number | undefined
  let framed = false
  let at = 2
  for (;;) {
    if (bytes[at] !== 0xff) return damaged
    while (bytes[at + 1] === 0xff) at++
    const marker = bytes[at + 1]
    if (marker === undefined || marker === 0x00 || marker === 0xd8 || (marker >= 0xd0 && marker <= 0xd7)) return damaged
    if (marker === 0xd9) break
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
    const end = at + 2 + length
    if (length < 2 || end > bytes.length) return damaged
    const body = bytes.subarray(at + 4, end)
    if (marker === 0xe1) turned ??= orientationIn(body)
    if (isFrame(marker)) {
      const [height, width] = [((body[1] ?? 0) << 8) | (body[2] ?? 0), ((body[3] ?? 0) << 8) | (body[4] ?? 0)]
      if (framed || !fits(width, height)) return tooLarge
      framed = true
    }
    const isScan = marker === 0xda
    const stop = isScan ? scanEnd(bytes, end) : end
    if (stop === undefined || (isScan && !framed)) return damaged
    if (belongs(marker, body)) parts.push(bytes.subarray(at, stop))
    at = stop
  }
  if (!framed || !parts.some((part) => part[1] === 0xda)) return damaged
  const head = turned === undefined || turned === 1 ? [] : [turnedBy(turned)]
  return ok({
    type: 'image/jpeg',
    bytes: joined([Uint8Array.of(0xff, 0xd8), ...head, ...parts, Uint8Array.of(0xff, 0xd9)]),
  })
}

/**
 * Whether a segment makes the picture: frames, scans, tables, and how colours are to be read. Whatever else there is, reserved
 * markers too, can carry what nobody looks at.
 */
function belongs(marker: number, body: Uint8Array): boolean {
  if (marker === 0xe0) return isJfif(body)
  if (marker === 0xee) return body.length === 12 && String.fromCharCode(...body.subarray(0, 5)) === 'Adobe'
  // SOFn, DHT, DAC; SOS, DQT, DNL, DRI.
  return (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8) || (marker >= 0xda && marker <= 0xdd)
}

/** Where the entropy-coded data of a scan ends: at the next marker that is no restart and no stuffed byte. */
function scanEnd(bytes: Uint8Array, from: number): number | undefined {
  for (let at = from; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue
    const next = bytes[at + 1] ?? 0
    if (next === 0x00 || (next >= 0xd0 && next <= 0xd7)) at++
    else if (next !== 0xff) return at
  }
  return undefined
}

/** SOF0 to SOF15 without DHT, JPG and DAC. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

/** `JFIF` without a thumbnail: its last two bytes are the sides of one. */
function isJfif(body: Uint8Array): boolean {
  return body.length === 14 && body[0] === 0x4a && body[1] === 0x46 && body[12] === 0 && body[13] === 0
}

/** Tag 0x0112 of IFD0 (EXIF 2.32 §4.6.4), 1 to 8. */
function orientationIn(body: Uint8Array): number | undefined {
  if (String.fromCharCode(...body.subarray(0, 6)) !== 'Exif\0\0') return undefined
  const tiff = body.subarray(6)
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  if (tiff.length < 8) return undefined
  const little = tiff[0] === 0x49
  const first = view.getUint32(4, little)
  if (first + 2 > tiff.length) return undefined
  const count = Math.min(view.getUint16(first, little), 200)
  for (let entry = 0; entry < count; entry++) {
    const at = first + 2 + entry * 12
    if (at + 12 > tiff.length) return undefined
    if (view.getUint16(at, little) !== 0x0112) continue
    const value = view.getUint16(at + 8, little)
    return value >= 1 && value <= 8 ? value : undefined
  }
  return undefined
}

function turnedBy(orientation: number): Uint8Array {
  const tiff = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
  const body = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff]
  return Uint8Array.of(0xff, 0xe1, 0, body.length + 2, ...body)
}

const pngMark = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const pngKept = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'sRGB', 'cHRM', 'sBIT', 'bKGD'])

function cleanPng(bytes: Uint8Array): Result<Photo, PhotoRefused> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: Uint8Array[] = [bytes.subarray(0, 8)]
  let [at, data, first] = [8, false, true]
  for (;;) {
    if (at + 12 > bytes.length) return damaged
    const length = view.getUint32(at)
    const end = at + 12 + length
    if (length > photoLimits.bytes || end > bytes.length) return damaged
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (first !== (name === 'IHDR')) return damaged
    if (first && (length !== 13 || !fits(view.getUint32(at + 8), view.getUint32(at + 12)))) return tooLarge
    first = false
    if (name === 'IDAT') data = true
    if (pngKept.has(name)) parts.push(bytes.subarray(at, end))
    at = end
    if (name === 'IEND') break
  }
  return data ? ok({ type: 'image/png', bytes: joined(parts) }) : damaged
}

function fits(width: number, height: number): boolean {
  return width > 0 && height > 0 && width <= photoLimits.side && height <= photoLimits.side
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const damaged = refuse('the picture is damaged or cut off', 'Take it again')
const tooLarge = refuse(
  `a side of the picture is longer than ${photoLimits.side} pixels, or it has none`,
  'Send a smaller one',
)

function refuse(reason: string, fix: string): Result<never, PhotoRefused> {
  return err({ reason, fix })
}
