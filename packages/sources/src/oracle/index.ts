import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import * as dialect from './oracle.ts'

/** Reads Oracle Database's audit records by syslog; see SPEC.md. */
export const oracle: Decoder = textDecoder('oracle', dialect.oracle)
