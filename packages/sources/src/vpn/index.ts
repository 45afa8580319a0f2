import type { Decoder } from '@tocsin/event'
import { textDecoder } from '../syslog/decoder.ts'
import * as dialects from './vpn.ts'

/** Reads the server log of OpenVPN; see SPEC.md. */
export const openvpn: Decoder = textDecoder('openvpn', dialects.openvpn)

/** Reads WireGuard's kernel messages; see SPEC.md. */
export const wireguard: Decoder = textDecoder('wireguard', dialects.wireguard)

/** Reads strongSwan's charon log; see SPEC.md. */
export const strongswan: Decoder = textDecoder('strongswan', dialects.strongswan)
