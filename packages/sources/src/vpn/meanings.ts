import type { LogSource } from '@tocsin/event'
import type { Said } from '../wire/dialect.ts'

const vpn: LogSource = { category: 'vpn' }

// Sigma has no category for remote access; `vpn` is ours, with `vpn_action`, `outcome`, `user`, `src_ip`.
// OCSF 3002 Authentication: 1 logon, 2 logoff.
export const vpnLogin: Said = { logsources: [vpn], kind: [3002, 1] }
export const vpnLogout: Said = { logsources: [vpn], kind: [3002, 2] }
export const vpnOther: Said = { logsources: [vpn] }
