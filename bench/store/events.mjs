// Events as a city's firewalls and servers send them, made from a seed: skewed addresses, hosts and users.
import { seededRandom } from '../../packages/kit/dist/index.js'

/** @param {(offset: number) => number} timeOf milliseconds since the epoch of the event with an offset */
export function eventMaker(timeOf) {
  const random = seededRandom(42)
  const skewed = (below) => Math.floor(below * random.next() ** 3)
  return (offset) => {
    const source = `10.${skewed(8)}.${skewed(16)}.${skewed(250)}`
    const port = skewed(60_000)
    const time = timeOf(offset)
    return {
      at: { partition: offset % 16, offset: Math.floor(offset / 16), index: 0 },
      time,
      received: time + 0.25,
      timeQuality: 'stated',
      source: `firewall-${offset % 7}`,
      decoder: 'syslog',
      realm: 'real',
      origin: 'address',
      logsources: [],
      native: new Map(),
      derived: new Map(),
      observables: [],
      seen: [],
      ocsf: {
        class_uid: 4001,
        activity_id: 6,
        severity_id: 1 + skewed(5),
        message: `connection refused from ${source} to port ${port} by rule ${skewed(400)} of the outer ring`,
        'metadata.product.name': 'example-firewall',
        'metadata.log_name': 'traffic',
        'metadata.uid': Math.floor(random.next() * 2 ** 48).toString(16),
        'device.hostname': `host-${skewed(900)}.example.org`,
        'src_endpoint.ip': source,
        'src_endpoint.port': 1024 + skewed(60_000),
        'dst_endpoint.ip': offset % 5 === 0 ? `2001:db8::${skewed(9_999).toString(16)}` : `192.0.2.${skewed(250)}`,
        'dst_endpoint.port': port,
        'connection_info.protocol_name': 'tcp',
        'traffic.bytes_out': skewed(1_000_000),
        'user.name': `user${skewed(5_000)}`,
        'http_request.url': `/a/${skewed(300)}/b?x=${skewed(90_000)}`,
      },
    }
  }
}
