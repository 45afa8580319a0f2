import { addressOf } from '../wire/address.ts'
import type { Dialect, Put } from '../wire/dialect.ts'
import { phrases } from '../wire/phrases.ts'
import { radiusSaid } from './meanings.ts'

const said = radiusSaid('freeradius')

// Its file writes `Fri Nov 20 10:00:00 2026 : Auth: (12) `; syslog leaves the date out, version 2 the request's number.
const head =
  /(?:[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4} : )?(?:(?:Auth|Error|Info|Warning|Proxy): )?(?:\(\d{1,10}\) {1,4})?/y
const verdict = /(Login OK|Login incorrect|Invalid user)(?: \(([^\n]{0,300}?)\))?: \[/y

const others = phrases(
  [
    [
      'Ignoring request to %{word:service} address %{word:dst_ip} port %{int:dst_port} %{text}from unknown client %{ip:src_ip} port %{int:src_port}',
      { action: 'unknown-client', outcome: 'failure' },
    ],
    [
      'Ignoring request to %{word:service} address %{word:dst_ip} port %{int:dst_port} from unknown client %{ip:src_ip} port %{int:src_port}',
      { action: 'unknown-client', outcome: 'failure' },
    ],
  ],
  said,
)

/** FreeRADIUS 2 and 3, `log { auth = yes }` (raddb/radiusd.conf, man radiusd); see SPEC.md. */
export const freeradius: Dialect = {
  id: 'freeradius',
  logsources: [...said.logsources, { product: 'freeradius' }],
  read(text, start, put) {
    head.lastIndex = start
    const at = start + (head.exec(text)?.[0].length ?? 0)
    verdict.lastIndex = at
    const match = verdict.exec(text)
    if (match === null) return others(text, at, put)
    const [whole, word = '', reason] = match
    put('action', 'login', at, at + word.length)
    put('outcome', word === 'Login OK' ? 'success' : 'failure', at, at + word.length)
    if (word === 'Invalid user') put('invalid_user', true, at, at + word.length)
    if (reason !== undefined) put('reason', reason, at + word.length + 2, at + word.length + 2 + reason.length)
    readWho(text, at + whole.length, put)
    return said
  },
}

/** `bob/<via Auth-Type = eap>] (from client ap-01 port 13 cli 02-00-00-00-00-02 via TLS tunnel)` */
function readWho(text: string, start: number, put: Put): void {
  // What stands behind the slash of a name is how it came, or a password: neither is the name. `host/pc-01` is a machine.
  const close = text.indexOf('] (from client ', start)
  const end = close < 0 ? text.length : close
  const machine = text.startsWith('host/', start) ? start + 5 : start
  const slash = text.indexOf('/', machine)
  const nameEnd = slash < 0 || slash > end ? end : slash
  if (nameEnd > start) put('user', text.slice(start, nameEnd), start, nameEnd)
  if (text.startsWith('<via Auth-Type = ', nameEnd + 1)) {
    const from = nameEnd + 18
    const to = text.indexOf('>', from)
    if (to > from && to < end) put('method', text.slice(from, to), from, to)
  }
  if (close < 0) return
  const client = /([^ ]{1,255}) port (\d{1,10})(?: cli ([^ )]{1,64}))?/y
  client.lastIndex = close + 15
  const match = client.exec(text)
  if (match === null) return
  const [whole, name = '', port = '', station] = match
  const at = close + 15
  put('client', name, at, at + name.length)
  put('port', Number(port), at + name.length + 6, at + name.length + 6 + port.length)
  if (station === undefined) return
  const from = at + whole.length - station.length
  // Access points and switches state the station's MAC, VPN gateways its address.
  put(addressOf(station) === undefined ? 'src_mac' : 'src_ip', station, from, from + station.length)
}
