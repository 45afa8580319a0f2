import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import * as dialect from './windns.ts'

/** Reads the debug log of Windows' DNS server; see SPEC.md. */
export const windns: Decoder = textDecoder('windns', dialect.windns)
