import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import * as dialect from './stormshield.ts'

/** Reads the audit logs of Stormshield Network Security; see SPEC.md. */
export const stormshield: Decoder = textDecoder('stormshield', dialect.stormshield)
