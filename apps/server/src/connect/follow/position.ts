import { z } from 'zod'
import type { Fingerprint } from './fingerprint.ts'

/** How far one file is read. */
export interface FilePosition extends Fingerprint {
  readonly path: string
  readonly dev: number
  readonly ino: number
  /** Grows each time that the file begins anew under the same number. */
  readonly generation: number
  /** When the last copy was made that was read before this generation, in milliseconds since the epoch; 0 in the first. */
  readonly since: number
  /** Bytes: everything before is in the log, or was refused. */
  readonly offset: number
  /** Records behind `offset` that the log has already. */
  readonly owed: number
  /** Inside of a line that is too long. */
  readonly skipping: boolean
  /** How far lines behind `offset` were read that wait for more of their record: the file is known by these too. */
  readonly ahead?: (Fingerprint & { readonly offset: number }) | undefined
}

/** The furthest place up to which a file is known. */
export function furthest(position: FilePosition): FilePosition {
  return position.ahead === undefined ? position : { ...position, ...position.ahead }
}

const mark = z.tuple([z.number().int().min(0), z.string()]).readonly()
const shape = z.object({
  path: z.string(),
  dev: z.number(),
  ino: z.number(),
  generation: z.number().int().min(0),
  since: z.number().default(0),
  offset: z.number().int().min(0),
  owed: z.number().int().min(0).default(0),
  skipping: z.boolean(),
  head: mark,
  tail: mark,
  ahead: z.object({ offset: z.number().int().min(0), head: mark, tail: mark }).optional(),
})

export function readPosition(text: string): FilePosition | undefined {
  try {
    const read = shape.safeParse(JSON.parse(text))
    return read.success ? read.data : undefined
  } catch {
    return undefined
  }
}

export function writePosition(position: FilePosition): string {
  return JSON.stringify(position)
}
