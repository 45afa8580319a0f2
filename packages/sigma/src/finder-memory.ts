import { finderCode } from './finder-code.ts'
import type { Image } from './image.ts'
import { type Writer, writerOver, writeUnits } from './page.ts'

/** The finder of assembly/finder.ts with its memory: one for each thread, whatever the number of engines. */
export interface FinderMemory {
  readonly finder: Finder
  readonly bytes: Uint8Array
  readonly writer: Writer | undefined
  /** For each value of the event its record or 0, from, to, and a number other than 0 if keywords are looked for in it. */
  readonly values: Int32Array
  readonly found: Int32Array
  /** How often keywords stand on the page, a number of no meaning, then each time the address of the list and the place. */
  readonly hits: Int32Array
  readonly mostHits: number
  /** Counts events: what was written and found is that of the last one. */
  event: number
  /** Images lie one after the other; when there is no room left, all of them go, and come again when they are used. */
  turn: number
  end: number
}

interface Finder {
  find(length: number, image: number, anchored: number, words: number, values: number): number
  readonly places: Readonly<Record<Place, number>>
}

const places = [
  'foundAt',
  'hitsAt',
  'imagesAt',
  'imagesSize',
  'mostFound',
  'mostHits',
  'mostValues',
  'pageSize',
  'rawAt',
  'valuesAt',
] as const
type Place = (typeof places)[number]

/** An image, and where in the memory it lies as long as the turn is the same. */
export interface PlacedImage {
  readonly bytes: Uint8Array
  at: number
  turn: number
}

export function placedImage({ bytes, end }: Image): PlacedImage {
  return { bytes: bytes.slice(0, end), at: 0, turn: -1 }
}

/** Where an image lies; nothing if it is larger than all room for images. */
export function placeOfImage(memory: FinderMemory, image: PlacedImage): number | undefined {
  if (image.turn === memory.turn) return image.at
  const { imagesAt, imagesSize } = memory.finder.places
  const size = (image.bytes.length + reach + 15) & ~15
  if (size > imagesSize) return undefined
  if (memory.end + size > imagesAt + imagesSize) {
    memory.turn++
    memory.end = imagesAt
  }
  memory.bytes.set(image.bytes, memory.end)
  image.at = memory.end
  image.turn = memory.turn
  memory.end += size
  return image.at
}

const reach = 64

/** Writes the texts of an event; false if they are longer than a page. */
export function writePage({ finder, bytes, writer }: FinderMemory, text: string): boolean {
  if (text.length > finder.places.pageSize) return false
  writeUnits(bytes, finder.places.rawAt, writer, text)
  return true
}

/** The memory of this thread; nothing where WebAssembly is missing or may not be compiled. */
export function finderMemory(): FinderMemory | undefined {
  if (made === undefined) made = { memory: newMemory() }
  return made.memory
}

let made: { readonly memory: FinderMemory | undefined } | undefined

/** What this package uses of the WebAssembly interface, which is no part of the language. */
interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> }
}

function newMemory(): FinderMemory | undefined {
  const { WebAssembly } = globalThis as { readonly WebAssembly?: WebAssemblyInterface }
  if (WebAssembly === undefined) return undefined
  try {
    const bytes = Uint8Array.from(atob(finderCode), (char) => char.charCodeAt(0))
    return memoryOf(new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports)
  } catch {
    // A Content-Security-Policy without 'wasm-unsafe-eval', a processor without 128-bit instructions, too little address room.
    return undefined
  }
}

function memoryOf(exports: Readonly<Record<string, unknown>>): FinderMemory {
  const { memory, find } = exports as unknown as {
    readonly memory: { readonly buffer: ArrayBuffer }
    find: Finder['find']
  }
  const globals = exports as Readonly<Record<Place, { readonly value: number }>>
  const at = Object.fromEntries(places.map((place) => [place, globals[place].value])) as Record<Place, number>
  const { buffer } = memory
  return {
    finder: { find, places: at },
    bytes: new Uint8Array(buffer),
    writer: writerOver(buffer),
    values: new Int32Array(buffer, at.valuesAt, 4 * at.mostValues),
    found: new Int32Array(buffer, at.foundAt, at.mostFound),
    hits: new Int32Array(buffer, at.hitsAt, 2 + 2 * at.mostHits),
    mostHits: at.mostHits,
    event: 0,
    turn: 0,
    end: at.imagesAt,
  }
}
