import { canonicalAddress } from '../terrain.ts'
import { hostNameOf, type ReadStated, stating } from './fields.ts'

/**
 * What any record states under the registry's names: who reports, and which conversations a firewall or a collector saw
 * (OCSF 1.3, 4001 Network Activity).
 */
export const readUsual: ReadStated = ({ ocsf, decoder }, out) => {
  const say = stating(decoder, out)
  const text = (name: keyof typeof ocsf) => {
    const value = ocsf[name]
    return typeof value === 'string' ? value : undefined
  }
  const number = (name: keyof typeof ocsf) => {
    const value = ocsf[name]
    return typeof value === 'number' ? value : 0
  }
  const host = hostNameOf(text('device.hostname'))
  say.fact('host', host, 'seen', '')
  say.fact('host', host, 'ip', canonicalAddress(text('device.ip')))
  const [from, to] = [canonicalAddress(text('src_endpoint.ip')), canonicalAddress(text('dst_endpoint.ip'))]
  if (from === undefined || to === undefined || ocsf.class_uid !== networkActivity) return
  const transport = (text('connection_info.protocol_name') ?? 'unknown').toLowerCase()
  const [sent, back] = [number('traffic.bytes_out'), number('traffic.bytes_in')]
  const port = number('dst_endpoint.port')
  const answered = sent > 0 && back > 0
  const app = (text('app_name') ?? '').toLowerCase()
  say.fact('ip', from, 'seen', '', { answered })
  if (answered) {
    say.fact('ip', to, 'seen', '')
    if (port > 0 && port < 32_768) say.fact('ip', to, 'service', `${transport}/${port}`, { detail: app })
  }
  say.flow({ from, to, transport, port, app, bytes: sent + back, answered })
}

const networkActivity = 4001
