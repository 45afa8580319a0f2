import type { Put, Said } from './dialect.ts'

/** Characters of a line that are looked at. */
const looked = 200

/**
 * Reads the lines at the head of a log file that are no records: its title, its columns, the legend of its codes. They are of
 * the format and understood, and say nothing that rules ask for.
 */
export function fileHead(product: string, title: string, head: RegExp) {
  const said: Said = {
    logsources: [{ product }],
    product: title,
    derive: (_, derived) => void derived.set('action', 'log-header'),
  }
  return (text: string, start: number, put: Put): Said | undefined => {
    const line = text.slice(start, start + looked)
    const words = line.trim()
    if (words === '' || !head.test(words)) return undefined
    const from = start + line.indexOf(words)
    put('header', words, from, from + words.length)
    return said
  }
}
