import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import { auditd as dialect } from './auditd.ts'

/** Reads audit.log, one record a frame; see SPEC.md. */
export const auditd: Decoder = textDecoder('auditd', dialect)
