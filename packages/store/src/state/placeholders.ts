/**
 * How many values a statement takes: its `?` outside of quotes and comments.
 *
 * libsql keeps the value of the run before in a place that gets none, so the count is checked before every run.
 */
export function placeholders(sql: string): number {
  return sql.replace(quotedOrComment, '').split('?').length - 1
}

const quotedOrComment = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\//g
