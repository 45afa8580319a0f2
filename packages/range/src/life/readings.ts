import type { Thing } from '../town/site.ts'
import { between, busyAt, drawn, hour, isDark, weatherAt } from './rhythm.ts'
import { published, type Said } from './said.ts'

/** What a device measures and sends by itself, again and again. */
export function readingOf(thing: Thing, time: number, seed: number): Said {
  const host = thing.host ?? thing.id
  switch (thing.kind) {
    case 'signal-controller':
      return published(time, `feux/${thing.id}/etat`, {
        host: { name: host },
        logsource: { product: 'traffic', service: 'state' },
        controller: thing.id,
        state: 'normal',
        plan: busyAt(time) > 0.6 ? 'P2' : 'P1',
        flow: Math.round(60 + 900 * busyAt(time) * (0.7 + 0.6 * drawn(thing.id, seed))),
      })
    case 'rtu':
      return published(time, `eau/${thing.id}/niveau`, {
        ...water(thing),
        quantity: 'level',
        unit: 'm',
        value: levelOf(thing.id, time, seed),
      })
    case 'pump':
      return published(time, `eau/${thing.id}/debit`, {
        ...water(thing),
        quantity: 'flow',
        unit: 'm3/h',
        value: round(140 * (0.4 + 0.6 * busyAt(time)) * (0.9 + 0.2 * drawn(thing.id, seed))),
      })
    case 'lighting-cabinet':
      return published(time, `eclairage/${thing.id}/etat`, {
        host: { name: host },
        cabinet: thing.id,
        burning: isDark(time),
        power_kw: isDark(time) ? round(9 + 6 * drawn(thing.id, seed)) : 0.2,
      })
    case 'mobile':
      return published(time, `bus/${thing.id}/position`, {
        host: { name: host },
        vehicle: thing.id,
        line: 1 + Math.floor(drawn(thing.id, seed) * 14),
        delay_s: Math.round(240 * busyAt(time) * between(time / hour, seed + 5) - 30),
      })
    default:
      return uplink(thing, time, seed)
  }
}

/** How full a tank is, in metres: it fills at night and is drawn down in the day. */
export function levelOf(id: string, time: number, seed: number): number {
  return round(5.4 - 2.2 * busyAt(time - 3 * hour) + 0.15 * between(time / hour, seed) + 0.2 * drawn(id, seed))
}

function water(thing: Thing) {
  return {
    host: { name: thing.host ?? thing.id },
    logsource: { product: 'water', service: 'reading' },
    device: thing.id,
    publisher: thing.id,
  }
}

/** An uplink as the network server of the sensors publishes it (ChirpStack 4, `event/up`). */
function uplink(thing: Thing, time: number, seed: number): Said {
  const eui = thing.devEui ?? thing.id
  const { temperature, rain } = weatherAt(time, seed)
  const noise = drawn(`${thing.id}/${Math.floor(time / hour)}`, seed)
  const value = /Température|sol/.test(thing.name)
    ? round(temperature + 4 * noise)
    : /eau/.test(thing.name)
      ? round(1.4 + 0.12 * rain + 0.3 * noise)
      : round(busyAt(time) * 100 * noise)
  const gateway = Math.floor(drawn(`${thing.id}/passerelle`, seed) * 60)
  const dr = Math.floor(drawn(thing.id, seed) * 6)
  return published(time, `application/${application}/device/${eui}/event/up`, {
    deduplicationId: `00000000-0000-4000-8000-${hex(time, 12)}`,
    deviceInfo: {
      applicationId: application,
      applicationName: 'clairhavre',
      deviceProfileName: 'Capteur',
      deviceName: thing.id,
      devEui: eui,
      deviceClassEnabled: 'CLASS_A',
    },
    devAddr: hex(Math.floor(drawn(`${thing.id}/adresse`, seed) * 0x1ff_ffff), 8),
    adr: true,
    dr,
    fCnt: Math.floor(time / hour) % 65_536,
    fPort: 2,
    confirmed: false,
    object: { value },
    rxInfo: [
      {
        gatewayId: `70b3d5fffe${hex(gateway + 1, 6)}`,
        rssi: -70 - Math.round(45 * noise),
        snr: round(9 - 12 * noise),
        channel: gateway % 8,
      },
    ],
    txInfo: {
      frequency: 868_100_000,
      modulation: { lora: { bandwidth: 125_000, spreadingFactor: 12 - dr, codeRate: 'CR_4_5' } },
    },
    regionConfigId: 'eu868',
  })
}

const application = '17c82e96-be03-4f38-aef3-f83d48582d97'

function hex(number: number, digits: number): string {
  return Math.floor(number).toString(16).padStart(digits, '0').slice(-digits)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
