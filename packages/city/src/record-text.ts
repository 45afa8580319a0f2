import { err, ok, type Result } from '@tocsin/kit'
import { noRefusals, type Refusal } from './model/codec.ts'
import { readAttribute } from './model/read-entry.ts'
import type { Statement } from './model/statement.ts'
import { readRecord } from './record.ts'
import { type SectionName, type Sections, schemaOf } from './schema/sections.ts'

/** Reads a record from its text, `{"id":…,"said":{attribute:[statement]}}`. Total. */
export type ReadRecordText = <Section extends SectionName>(
  section: Section,
  id: string,
  text: string,
) => Result<Sections[Section], readonly Refusal[]>

/** Texts of one attribute that are tried before their worth is judged. */
const trial = 4096

interface Texts {
  readonly lists: Map<string, readonly Statement<unknown>[]>
  asked: number
  /** Hardly ever the same. */
  scattered: boolean
}

/**
 * Opens a reader of many records, as `JSON.stringify` writes them. Half a million things say the same of most attributes, in the
 * same words: what was read once is not read again, and is one object in memory. Texts in another form are read as JSON.
 */
export function openRecordTexts(): ReadRecordText {
  const sections = new Map<SectionName, Map<string, Texts>>()
  return (section, id, text) => {
    const known = sections.get(section) ?? new Map<string, Texts>()
    sections.set(section, known)
    return readParts(section, id, text, known) ?? readWhole(section, text)
  }
}

function readWhole<Section extends SectionName>(section: Section, text: string) {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return err([{ at: `/${section}`, reason: 'it is not JSON', fix: 'Give {id, said}' }])
  }
  return readRecord(section, value)
}

/** Nothing where the text is not of the form that is read in parts. */
function readParts<Section extends SectionName>(
  section: Section,
  id: string,
  text: string,
  known: Map<string, Texts>,
): Result<Sections[Section], readonly Refusal[]> | undefined {
  const head = `{"id":"${id}","said":{`
  // An escaped character is rare, and makes finding the end of a text harder.
  if (!isPlainId.test(id) || !text.startsWith(head) || text.includes('\\')) return undefined
  const said: Record<string, readonly Statement<unknown>[]> = {}
  for (let at = head.length; ; ) {
    if (text.charCodeAt(at) !== quote) return undefined
    const nameEnd = text.indexOf('"', at + 1)
    const name = text.slice(at + 1, nameEnd)
    if (nameEnd === -1 || !isPlainName.test(name) || text.charCodeAt(nameEnd + 1) !== colon) return undefined
    const end = listEnd(text, nameEnd + 2)
    if (end === -1) return undefined
    const read = statementsOf(section, name, text.slice(nameEnd + 2, end), known)
    if (read === undefined) return undefined
    if (read.length > 0) said[name] = read
    if (text.charCodeAt(end) === comma) at = end + 1
    else if (text.endsWith('}}') && end === text.length - 2) break
    else return undefined
  }
  return ok({ id, said } as unknown as Sections[Section])
}

const [quote, colon, comma, opens, closes] = [0x22, 0x3a, 0x2c, 0x5b, 0x5d]
const isPlainId = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/
const isPlainName = /^[A-Za-z]{1,40}$/

/** Behind the list that begins at a place; -1 where there is none. */
function listEnd(text: string, from: number): number {
  if (text.charCodeAt(from) !== opens) return -1
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      at = text.indexOf('"', at + 1)
      if (at === -1) return -1
    } else if (code === opens) depth++
    else if (code === closes && --depth === 0) return at + 1
  }
  return -1
}

/** Nothing where it cannot be read: then the whole says where and why. */
function statementsOf(
  section: SectionName,
  name: string,
  text: string,
  known: Map<string, Texts>,
): readonly Statement<unknown>[] | undefined {
  const texts = known.get(name) ?? { lists: new Map(), asked: 0, scattered: false }
  known.set(name, texts)
  const before = texts.scattered ? undefined : texts.lists.get(text)
  texts.asked++
  if (before !== undefined) return before
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const refusals = noRefusals()
  const read = readAttribute(schemaOf(section), name, value, '', refusals)
  if (refusals.count > 0) return undefined
  if (texts.scattered) return read
  // A copy: a slice would hold all of the text that it was cut from.
  texts.lists.set(JSON.parse(JSON.stringify(text)), read)
  if (texts.lists.size >= trial && texts.lists.size * 2 > texts.asked) {
    texts.lists.clear()
    texts.scattered = true
  }
  return read
}
