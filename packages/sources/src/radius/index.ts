import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import * as free from './freeradius.ts'
import * as access from './hostapd.ts'
import * as policy from './nps.ts'

/** Reads FreeRADIUS's log of sign-ins; see SPEC.md. */
export const freeradius: Decoder = textDecoder('freeradius', free.freeradius)

/** Reads hostapd's log of stations; see SPEC.md. */
export const hostapd: Decoder = textDecoder('hostapd', access.hostapd)

/** Reads the log files of Microsoft's Network Policy Server; see SPEC.md. */
export const nps: Decoder = textDecoder('nps', policy.nps)
