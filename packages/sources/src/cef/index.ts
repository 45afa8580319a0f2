import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import * as dialects from './cef.ts'

/** Reads CEF, one event a frame, with or without a syslog header; see SPEC.md. */
export const cef: Decoder = textDecoder('cef', dialects.cef)

/** Reads LEEF, one event a frame, with or without a syslog header; see SPEC.md. */
export const leef: Decoder = textDecoder('leef', dialects.leef)
