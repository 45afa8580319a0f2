import type { LogSource, Native, Value } from '@tocsin/event'
import type { Aliases, Said, Shape } from '../wire/dialect.ts'
import { textOf } from '../wire/growing.ts'

const services = ['up', 'join', 'status', 'ack', 'txack', 'log', 'location', 'integration'] as const
type Service = (typeof services)[number]

const source = (service: Service): LogSource => ({ product: 'chirpstack', service })
const unknown: readonly LogSource[] = [{ product: 'chirpstack' }]

/** ChirpStack 4's integration events in their JSON form; see SPEC.md. */
export const chirpstackShape: Shape = {
  id: 'chirpstack',
  logsources: [...unknown, ...services.map(source)],
  tell(native) {
    if (textOf(native, 'deviceInfo.devEui') === undefined) return undefined
    const service = serviceOf(native)
    if (service === undefined)
      return { logsources: unknown, product: 'ChirpStack', device: 'deviceInfo.devEui', aliases }
    const said = plain.get(service)
    if (said === undefined || service !== 'log') return said
    return { ...said, severity: severities.get(textOf(native, 'level') ?? '') ?? 1 }
  },
}

// The kind of an event stands in the topic or the query and not in the record: it is told by the fields that only it has.
function serviceOf(native: Native): Service | undefined {
  const has = (...names: readonly string[]) => names.some((name) => native.has(name))
  if (has('integrationName')) return 'integration'
  if (has('margin', 'batteryLevel', 'batteryLevelUnavailable', 'externalPowerSource')) return 'status'
  if (has('queueItemId', 'downlinkId', 'fCntDown')) return has('gatewayId', 'downlinkId') ? 'txack' : 'ack'
  if (has('level', 'code', 'description')) return 'log'
  if (has('location.latitude', 'location.longitude')) return 'location'
  if (has('rxInfo.gatewayId', 'txInfo.frequency', 'fPort', 'fCnt', 'data')) return 'up'
  return has('devAddr') ? 'join' : undefined
}

const aliases: Aliases = [
  ['event_uid', 'deduplicationId'],
  ['event_code', 'code'],
  ['message', 'description'],
]

// LogLevel of integration.proto -> OCSF severity; its zero value INFO is left out by some encoders.
const severities: ReadonlyMap<string, number> = new Map([
  ['INFO', 1],
  ['WARNING', 3],
  ['ERROR', 4],
])

const plain: ReadonlyMap<Service, Said> = new Map(
  services.map((service) => [
    service,
    {
      logsources: [source(service)],
      product: 'ChirpStack',
      device: 'deviceInfo.devEui',
      aliases,
      derive: (_: Native, derived: Map<string, Value>) => {
        derived.set('log_name', service)
      },
    },
  ]),
)
