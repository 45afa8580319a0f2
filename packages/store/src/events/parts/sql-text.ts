/** A text as SQL, for statements that cannot bind: the names of sources in what retention and export do. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('\0', '\ufffd')}'`
}

/** Milliseconds as whole microseconds, within what a timestamp can hold. */
export function micros(milliseconds: number): bigint {
  return BigInt(Math.round(Math.max(-8.64e15, Math.min(8.64e15, milliseconds)) * 1000))
}
