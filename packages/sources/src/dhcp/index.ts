import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import * as dialects from './dhcp.ts'

/** Reads ISC Kea's leases; see SPEC.md. */
export const kea: Decoder = textDecoder('kea', dialects.kea)

/** Reads the daily file of Windows' DHCP server; see SPEC.md. */
export const windhcp: Decoder = textDecoder('windhcp', dialects.windhcp)
