import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import * as dialect from './exchange.ts'

/** Reads Exchange's message tracking log; see SPEC.md. */
export const exchange: Decoder = textDecoder('exchange', dialect.exchange)
