import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import * as pf from './filterlog.ts'
import * as forti from './fortigate.ts'
import * as kernel from './netfilter.ts'

/** Reads the kernel's lines of iptables and nftables; see SPEC.md. */
export const netfilter: Decoder = textDecoder('netfilter', kernel.netfilter)

/** Reads the filter log of pfSense and OPNsense; see SPEC.md. */
export const filterlog: Decoder = textDecoder('filterlog', pf.filterlog)

/** Reads FortiGate's log in `key=value`; see SPEC.md. */
export const fortigate: Decoder = textDecoder('fortigate', forti.fortigate)
