/**
 * Where things lie in the memory, which has one size for ever, so that whoever looks at it from outside need look but once.
 * Systems give memory only to what was touched.
 */

/** Bytes of the longest page. A load may reach this much beyond an end. */
export const pageSize: i32 = 1 << 22
const reach: i32 = 64

/** The texts of one event as they were written: one byte for each unit. */
export const rawAt: i32 = 1 << 16
/** The same with small letters. */
export const foldedAt: i32 = rawAt + pageSize + reach
/** The same with one dash for all dashes of `windash`. */
export const alikeAt: i32 = foldedAt + pageSize + reach

/** Values of the event: record of the field or 0, from, to, and 1 if words are looked for in it; 32 bits each. */
export const valuesAt: i32 = alikeAt + pageSize + reach
export const mostValues: i32 = 1 << 15

/** What was found, each once, and for each when it was found last. */
export const foundAt: i32 = valuesAt + mostValues * 16
export const mostFound: i32 = 1 << 18
export const seenAt: i32 = foundAt + mostFound * 4

/** Where keywords stand: how often, then for each time its list and its place on the page. */
export const hitsAt: i32 = seenAt + mostFound * 4
export const mostHits: i32 = 1 << 12

/** Images of indexes. */
export const imagesAt: i32 = hitsAt + 8 + mostHits * 8
export const imagesSize: i32 = 1 << 25
