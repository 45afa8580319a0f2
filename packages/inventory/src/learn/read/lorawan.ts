import type { Event } from '@tocsin/event'
import { distance } from '../../distance.ts'
import { numberOf, type ReadStated, type Stating, stating, textOf, textsOf } from './fields.ts'

/**
 * What a LoRaWAN network server states of devices: ChirpStack 4 (integration.proto) and The Things Stack 3 (Data Formats).
 *
 * The server has checked each frame's signature before it tells of it, so that the device is shown to be there. What its log says of
 * frames that it refused proves nobody.
 */
export const readLorawan: ReadStated = (event, out) => {
  const [source] = event.logsources
  if (source?.service === undefined || !heard.has(source.service)) return
  const say = stating(`${source.product ?? 'lorawan'}/${source.service}`, out)
  const eui = textOf(event, 'deviceInfo.devEui', 'end_device_ids.dev_eui')
  say.fact('dev-eui', eui, 'seen', '')
  say.fact('dev-eui', eui, 'name', textOf(event, 'deviceInfo.deviceName', 'end_device_ids.device_id'))
  say.fact('dev-eui', eui, 'join-eui', euiIn(textOf(event, 'end_device_ids.join_eui')))
  // An address of the air lasts until the next join: the newest word of it is kept.
  const address = textOf(event, 'devAddr', 'end_device_ids.dev_addr')?.toLowerCase()
  if (address !== undefined) say.fact('dev-eui', eui, 'radio', 'dev-addr', { detail: address })
  gateways(event, eui, say)
  if (source.service === 'status') status(event, eui, say)
}

const heard: ReadonlySet<string> = new Set(['up', 'join', 'status', 'ack'])

/** Two gateways farther apart than this are not taken to hear one device, in metres: a start value, generous even for one on a hill. */
export const farApart = 50_000

function gateways(event: Event, eui: string | undefined, say: Stating): void {
  const ids = textsOf(event, 'rxInfo.gatewayId')
  const places = placesOf(event, ids.length)
  for (const [at, id] of ids.entries()) {
    const place = places[at]
    const where = place === undefined ? {} : { detail: place.map((degrees) => degrees.toFixed(5)).join(' ') }
    say.fact('dev-eui', eui, 'gateway', id.toLowerCase(), where)
  }
  const [one, other] = [places[0], places.find((place) => distance(places[0] ?? place, place) > farApart)]
  if (one === undefined || other === undefined) return
  const [first = '', second = ''] = [ids[0], ids[places.indexOf(other)]].sort()
  say.fact('dev-eui', eui, 'apart', `${first} ${second}`.toLowerCase(), {
    detail: `${Math.round(distance(one, other) / 1000)} km`,
  })
}

/** Where the gateways stand, longitude first; none where not all of them say so, since it could not be told whose a place is. */
function placesOf(event: Event, count: number): readonly (readonly [number, number])[] {
  const degrees = (name: string) => {
    const value = event.native.get(name)
    const list = Array.isArray(value) ? value : [value]
    return list.filter((one): one is number => typeof one === 'number' && Math.abs(one) <= 180)
  }
  const [latitudes, longitudes] = [degrees('rxInfo.location.latitude'), degrees('rxInfo.location.longitude')]
  if (latitudes.length !== count || longitudes.length !== count) return []
  const places = latitudes.map((latitude, at): readonly [number, number] => [longitudes[at] ?? 0, latitude])
  // A gateway without a position of its own says 0, 0.
  return places.some(([longitude, latitude]) => longitude === 0 && latitude === 0) ? [] : places
}

function status(event: Event, eui: string | undefined, say: Stating): void {
  const [level, margin] = [numberOf(event, 'batteryLevel'), numberOf(event, 'margin')]
  const known = event.native.get('batteryLevelUnavailable') !== true && event.native.get('externalPowerSource') !== true
  if (known && level !== undefined) say.fact('dev-eui', eui, 'radio', 'battery', { detail: `${Math.round(level)} %` })
  if (margin !== undefined) say.fact('dev-eui', eui, 'radio', 'margin', { detail: `${margin} dB` })
}

function euiIn(text: string | undefined): string | undefined {
  const digits = text?.toLowerCase()
  return digits !== undefined && /^[0-9a-f]{16}$/.test(digits) ? digits : undefined
}
