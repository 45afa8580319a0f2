import type { By, Statement } from './model/statement.ts'
import type { AnyEntry } from './schema/sections.ts'

/** Gives an entry that says the same, with what it says like many others as one object in memory. */
export type Share = <Entry extends AnyEntry>(entry: Entry) => Entry

/** Sources and moments that are remembered at once; past them all are forgotten, and found again. */
const mostBooks = 20_000
/** Values of one attribute by one source at one moment that are tried before their worth is judged. */
const trial = 4096

/**
 * Opens a memory of what was said: a hundred thousand sensors of one maker, zone and owner then share these statements. Values that
 * are hardly ever said twice, such as names, are let go after some thousands, so it stays small beside what it saves.
 */
export function openShare(): Share {
  const books = new Map<string, Book>()
  let last: Book | undefined
  const bookOf = (statement: Statement<unknown>): Book => {
    if (last !== undefined && isBy(statement, last.by)) return last
    const { source, time, confidence, until } = statement
    const key = `${confidence} ${time} ${until ?? ''} ${source}`
    let book = books.get(key)
    if (book === undefined) {
      if (books.size >= mostBooks) books.clear()
      book = { by: { source, time, confidence, ...(until === undefined ? {} : { until }) }, attributes: new Map() }
      books.set(key, book)
    }
    last = book
    return book
  }
  return <Entry extends AnyEntry>(entry: Entry): Entry => {
    const said: Record<string, readonly Statement<unknown>[]> = {}
    for (const [name, statements] of Object.entries(entry.said)) {
      if (statements === undefined) continue
      const [only] = statements
      said[name] =
        only !== undefined && statements.length === 1 && typeof only.value !== 'object'
          ? sharedList(bookOf(only), name, only.value)
          : statements.map((one) => ({ value: one.value, ...bookOf(one).by }))
    }
    return { id: entry.id, said } as unknown as Entry
  }
}

/** What one source said at one moment. */
interface Book {
  readonly by: By
  readonly attributes: Map<string, Values>
}

interface Values {
  readonly lists: Map<unknown, readonly Statement<unknown>[]>
  asked: number
  /** Hardly ever said twice. */
  scattered: boolean
}

function sharedList({ by, attributes }: Book, name: string, value: unknown): readonly Statement<unknown>[] {
  let values = attributes.get(name)
  if (values === undefined) {
    values = { lists: new Map(), asked: 0, scattered: false }
    attributes.set(name, values)
  }
  if (values.scattered) return [{ value, ...by }]
  values.asked++
  const known = values.lists.get(value)
  if (known !== undefined) return known
  const made = [{ value, ...by }]
  values.lists.set(value, made)
  if (values.lists.size >= trial && values.lists.size * 2 > values.asked) {
    values.lists.clear()
    values.scattered = true
  }
  return made
}

function isBy(statement: Statement<unknown>, by: By): boolean {
  return (
    statement.time === by.time &&
    statement.source === by.source &&
    statement.confidence === by.confidence &&
    statement.until === by.until
  )
}
