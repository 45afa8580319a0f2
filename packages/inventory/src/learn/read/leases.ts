import { addressIn, hostNameOf, type ReadStated, stating, textOf } from './fields.ts'

/** What a DHCP server's own log states: Kea, ISC dhcpd, dnsmasq, Windows (RFC 2131 §3.1: an acknowledged lease is in use). */
export const readLease: ReadStated = (event, out) => {
  const say = stating('dhcp', out)
  const action = textOf(event, 'action')
  if (action !== 'ack' && action !== 'renew') return
  const mac = textOf(event, 'src_mac')
  const host = hostNameOf(textOf(event, 'src_host'))
  say.fact('mac', mac, 'seen', '')
  say.fact('mac', mac, 'ip', addressIn(event, 'src_ip'))
  say.fact('mac', mac, 'host', host)
  say.fact('mac', mac, 'name', host)
}
