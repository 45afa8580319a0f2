import type { Decoder } from '@tocsin/event'
import { textDecoder } from './decoder.ts'

export { syslogLogsources } from './programs.ts'

/** Reads syslog, one message a frame; see SPEC.md. */
export const syslog: Decoder = textDecoder('syslog')
