/**
 * What was found out about texts that come again and again, such as the path of a program.
 *
 * A text is kept when it comes for the second time, and found by a few of its characters and one comparison, which costs
 * far less than reading it. A field whose texts never come again keeps nothing.
 */
export interface KnownTexts<Note> {
  readonly share: TextShare
  /** A power of two. */
  readonly places: number
  readonly make: (text: string) => Note
  turn: number
  /** Of the last `trial` texts asked for, how many were known; if too few, none is looked for during a pause. */
  asked: number
  met: number
  pause: number
  texts: (string | undefined)[]
  notes: (Note | undefined)[]
  /** Marks of texts that came once. */
  once: Int32Array
  /** Places whose text came again since it was last to be replaced. */
  used: Uint8Array
}

/** What all known texts of an engine may keep together. When it is used up, all of them begin anew. */
export interface TextShare {
  left: number
  turn: number
}

/** UTF-16 code units, with what a note weighs. */
const most = 8_000_000
const noteWeight = 64

/** What a place weighs, whether or not there is a text. */
const placeWeight = 12
const trial = 1024
const worthIt = 0.7 * trial
const pauseAfter = 32 * trial
/** Longer texts hardly come again. */
const longest = 4096

export function textShare(): TextShare {
  return { left: most, turn: 1 }
}

/**
 * @param make what to note of a text: pure, as the note stands for every text that is equal
 * @param places how many texts are kept, a power of two
 */
export function knownTexts<Note>(share: TextShare, make: (text: string) => Note, places = 256): KnownTexts<Note> {
  const nothing = { texts: [], notes: [], once: new Int32Array(0), used: new Uint8Array(0) }
  return { share, make, places, turn: 0, asked: 0, met: 0, pause: 0, ...nothing }
}

/** The note of a text; nothing if the text is not worth one. */
export function noteOf<Note>(known: KnownTexts<Note>, text: string): Note | undefined {
  if (known.pause > 0) {
    known.pause--
    return undefined
  }
  if (++known.asked > trial) judge(known)
  if (known.turn !== known.share.turn) renew(known)
  const mark = markOf(text)
  const at = (mark ^ (mark >>> 16)) & (known.places - 1)
  if (known.texts[at] === text) {
    known.used[at] = 1
    known.met++
    return known.notes[at]
  }
  const beside = at ^ 1
  if (known.texts[beside] === text) {
    known.used[beside] = 1
    known.met++
    return known.notes[beside]
  }
  if (known.once[at] !== mark) {
    known.once[at] = mark
    return undefined
  }
  return text.length > longest ? undefined : keep(known, text, at)
}

/** A text that came again goes only after its place was wanted twice. */
function keep<Note>(known: KnownTexts<Note>, text: string, home: number): Note | undefined {
  const at = known.used[home] === 1 ? home ^ 1 : home
  if (known.used[at] === 1) {
    known.used[home] = 0
    known.used[at] = 0
    return undefined
  }
  const note = known.make(text)
  known.texts[at] = copyOf(text)
  known.notes[at] = note
  spend(known.share, text.length + noteWeight)
  return note
}

function spend(share: TextShare, weight: number): void {
  share.left -= weight
  if (share.left >= 0) return
  share.left = most
  share.turn++
}

function judge<Note>(known: KnownTexts<Note>): void {
  if (known.met < worthIt) known.pause = pauseAfter
  known.asked = 0
  known.met = 0
}

function renew<Note>(known: KnownTexts<Note>): void {
  const { share, places } = known
  spend(share, places * placeWeight)
  known.turn = share.turn
  known.texts = new Array<string | undefined>(places).fill(undefined)
  known.notes = new Array<Note | undefined>(places).fill(undefined)
  known.once = new Int32Array(places)
  known.used = new Uint8Array(places)
}

/** Never 0, which stands for none. */
function markOf(text: string): number {
  const { length } = text
  if (length === 0) return 1
  let mark = Math.imul(length, 0x9e3779b1) ^ text.charCodeAt(length - 1)
  mark = Math.imul(mark, 0x85ebca6b) ^ text.charCodeAt(length >> 1)
  mark = Math.imul(mark, 0xc2b2ae35) ^ text.charCodeAt(length >> 2)
  mark = Math.imul(mark, 0x85ebca6b) ^ text.charCodeAt(length - 1 - (length >> 2))
  mark = Math.imul(mark, 0x9e3779b1) ^ text.charCodeAt(length - 1 - (length >> 3))
  return mark === 0 ? 1 : mark
}

/** A slice would hold on to the whole text that it was cut from. */
function copyOf(text: string): string {
  return [text.slice(0, 1), text.slice(1)].join('')
}
