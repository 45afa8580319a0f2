import type { LogSource } from '@tocsin/event'
import { distinct } from '../wire/dialect.ts'
import { shapes } from './shapes.ts'
import { plainLogsources } from './usual-names.ts'

export { json, readStranger } from './decoder.ts'

/** What the decoder can state by itself; a `logsource` in the event may state any. */
export const jsonLogsources: readonly LogSource[] = distinct([
  ...plainLogsources,
  ...shapes.flatMap((shape) => shape.logsources),
])
