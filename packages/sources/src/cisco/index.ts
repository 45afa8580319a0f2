import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import { cisco as dialect } from './cisco.ts'

/** Reads system messages of Cisco firewalls, routers and switches; see SPEC.md. */
export const cisco: Decoder = textDecoder('cisco', dialect)
