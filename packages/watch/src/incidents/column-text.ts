/**
 * A text of others as a column can hold it: JSON's escapes for control characters, lone surrogates too.
 *
 * libsql cuts a text at NUL and would make two names one. The same text always gives the same column.
 */
export function columnText(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
