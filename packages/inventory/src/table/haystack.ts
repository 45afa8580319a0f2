/** Texts by small whole numbers, to look for parts of them: bytes beside the heap, a row's worth each, and no objects. */
export interface Haystack {
  /** Sets the text of a row, in place of the one that it had. */
  set(row: number, text: string): void
  /** Marks with 1 the rows whose text contains the needle. */
  find(needle: string, marks: Uint8Array): void
  /** Takes up that rows have other numbers: of each its new one, -1 where it is gone. */
  renumber(to: Int32Array): void
  readonly bytes: number
}

/** Bytes of a block: a text lies within one. Characters of a text that are looked at; each takes three bytes at most (UTF-8). */
const block = 1 << 20
const longest = 256 * 1024
/** Bytes of texts that are no more, past which, and past half of what is, all are put together anew. */
const waste = 1 << 20
const none = 0xffff_ffff

interface Block {
  readonly bytes: Uint8Array
  used: number
  /** Where texts begin, ascending, and of which rows they are. */
  readonly starts: number[]
  readonly rows: number[]
}

export function openHaystack(): Haystack {
  const encoder = new TextEncoder()
  let blocks: Block[] = []
  /** Of each row where its text begins: the block's number times its size, and the place in it. */
  let places = new Uint32Array(1024).fill(none)
  let [live, dead] = [0, 0]

  const blockWith = (room: number): Block => {
    const last = blocks.at(-1)
    if (last !== undefined && last.used + room <= block) return last
    const next: Block = { bytes: new Uint8Array(block), used: 0, starts: [], rows: [] }
    blocks.push(next)
    return next
  }
  const begin = (into: Block, row: number) => {
    if (row >= places.length) places = grown(places, row + 1)
    places[row] = (blocks.length - 1) * block + into.used
    into.starts.push(into.used)
    into.rows.push(row)
  }
  const textAt = (place: number): Uint8Array => {
    const bytes = blocks[Math.floor(place / block)]?.bytes ?? new Uint8Array(1)
    return bytes.subarray(place % block, bytes.indexOf(0, place % block))
  }
  const forget = (row: number) => {
    const place = places[row] ?? none
    if (place === none) return
    const old = textAt(place)
    dead += old.length + 1
    live -= old.length + 1
    old.fill(0)
    places[row] = none
  }

  return {
    get bytes() {
      return blocks.length * block + places.byteLength
    },
    set: (row, text) => {
      forget(row)
      if (dead > waste && dead > live / 2) repack((one) => one)
      const short = text.slice(0, longest)
      const into = blockWith(short.length * 3 + 1)
      begin(into, row)
      // Each text ends with a zero; one within would end it early.
      const { written } = encoder.encodeInto(short.replaceAll('\u0000', ' '), into.bytes.subarray(into.used))
      into.used += written + 1
      live += written + 1
    },
    find: (needle, marks) => {
      if (needle === '' || needle.includes('\u0000')) return
      const wanted = Buffer.from(needle)
      for (const { bytes, used, starts, rows } of blocks) {
        const text = Buffer.from(bytes.buffer, 0, used)
        for (let at = text.indexOf(wanted); at !== -1; ) {
          const which = lastNotAfter(starts, at)
          marks[rows[which] ?? 0] = 1
          const next = starts[which + 1]
          at = next === undefined ? -1 : text.indexOf(wanted, next)
        }
      }
    },
    renumber: (to) => repack((row) => to[row] ?? -1),
  }

  /** Puts the texts that are together anew, in the order of the rows. */
  function repack(numbered: (row: number) => number): void {
    const before = places
    const old = blocks
    blocks = []
    places = new Uint32Array(before.length).fill(none)
    live = 0
    dead = 0
    for (const [row, place] of before.entries()) {
      if (place === none) continue
      const number = numbered(row)
      if (number === -1) continue
      const bytes = old[Math.floor(place / block)]?.bytes ?? new Uint8Array(1)
      const text = bytes.subarray(place % block, bytes.indexOf(0, place % block))
      const into = blockWith(text.length + 1)
      begin(into, number)
      into.bytes.set(text, into.used)
      into.used += text.length + 1
      live += text.length + 1
    }
  }
}

/** @param starts ascending; the first is at or before `at` */
function lastNotAfter(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const mid = (low + high + 1) >> 1
    if ((starts[mid] ?? 0) <= at) low = mid
    else high = mid - 1
  }
  return low
}

function grown(from: Uint32Array<ArrayBuffer>, atLeast: number): Uint32Array<ArrayBuffer> {
  const into = new Uint32Array(Math.max(atLeast, from.length * 2)).fill(none)
  into.set(from)
  return into
}
