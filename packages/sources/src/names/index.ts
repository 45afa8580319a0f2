import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import * as dialects from './names.ts'

/** Reads dnsmasq's queries and leases; see SPEC.md. */
export const dnsmasq: Decoder = textDecoder('dnsmasq', dialects.dnsmasq)

/** Reads the leases of ISC dhcpd; see SPEC.md. */
export const dhcpd: Decoder = textDecoder('dhcpd', dialects.dhcpd)

/** Reads BIND's query log; see SPEC.md. */
export const bind: Decoder = textDecoder('bind', dialects.bind)

/** Reads Unbound's query log; see SPEC.md. */
export const unbound: Decoder = textDecoder('unbound', dialects.unbound)
