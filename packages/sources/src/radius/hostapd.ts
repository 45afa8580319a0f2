import type { Dialect } from '../wire/dialect.ts'
import { type Phrase, phrases } from '../wire/phrases.ts'
import { radiusSaid } from './meanings.ts'

const said = radiusSaid('hostapd')
const ended = { ...said, kind: [3002, 2] as const }
const failed = { action: 'login', outcome: 'failure' }
const succeeded = { action: 'login', outcome: 'success' }

const list: readonly Phrase[] = [
  ['%{word:interface}: STA %{word:src_mac} IEEE 802.1X: authenticated - EAP type: %{int} (%{text:method})', succeeded],
  ['%{word:interface}: STA %{word:src_mac} IEEE 802.1X: authenticated', succeeded],
  [
    '%{word:interface}: STA %{word:src_mac} IEEE 802.1X: authentication failed - EAP type: %{int} (%{text:method})',
    failed,
  ],
  ['%{word:interface}: STA %{word:src_mac} IEEE 802.1X: authentication failed', failed],
  ['%{word:interface}: STA %{word:src_mac} IEEE 802.1X: unauthorizing port', { action: 'unauthorised' }],
  ['%{word:interface}: STA %{word:src_mac} RADIUS: starting accounting session %{rest:session}', { action: 'session' }],
  ['%{word:interface}: STA %{word:src_mac} WPA: pairwise key handshake completed (%{text:method})', succeeded],
  ['%{word:interface}: STA %{word:src_mac} IEEE 802.11: associated (aid %{int:aid})', { action: 'associated' }],
  [
    '%{word:interface}: STA %{word:src_mac} IEEE 802.11: deauthenticated due to %{rest:reason}',
    { action: 'logout' },
    ended,
  ],
  ['%{word:interface}: STA %{word:src_mac} IEEE 802.11: deauthenticated', { action: 'logout' }, ended],
  ['%{word:interface}: STA %{word:src_mac} IEEE 802.11: disassociated', { action: 'disassociated' }, ended],
  ['%{word:interface}: STA %{word:src_mac} IEEE 802.11: authenticated', { action: 'authenticated' }],
  ['%{word:interface}: STA %{word:src_mac} IEEE 802.11: did not acknowledge authentication response', failed],
  ['%{word:interface}: AP-STA-POSSIBLE-PSK-MISMATCH %{word:src_mac}', { ...failed, reason: 'psk-mismatch' }],
  ['%{word:interface}: AP-STA-CONNECTED %{word:src_mac}', { action: 'associated' }],
  ['%{word:interface}: AP-STA-DISCONNECTED %{word:src_mac}', { action: 'disassociated' }, ended],
  ['%{word:interface}: CTRL-EVENT-EAP-FAILURE %{word:src_mac}', failed],
  ['%{word:interface}: CTRL-EVENT-EAP-SUCCESS %{word:src_mac}', succeeded],
]

/** hostapd, of an access point or a wired 802.1X authenticator (w1.fi, hostapd.conf `logger_syslog`); see SPEC.md. */
export const hostapd: Dialect = {
  id: 'hostapd',
  logsources: [...said.logsources, { product: 'hostapd' }],
  read: phrases(list, said),
}
