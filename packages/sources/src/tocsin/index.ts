import type { Decoder, LogSource, Native } from '@tocsin/event'
import { shapeDecoder } from '../json/decoder.ts'
import type { Said, Shape } from '../wire/dialect.ts'

const self: LogSource = { product: 'tocsin', service: 'self' }
const access: LogSource = { product: 'tocsin', service: 'access' }
const hand: LogSource = { product: 'tocsin', service: 'hand' }
const city: LogSource = { product: 'tocsin', service: 'city' }

/** What Tocsin says of itself, what people do at its door, and what they tell by hand; see SPEC.md. */
const own: Shape = {
  id: 'tocsin',
  logsources: [self, access, hand, city],
  tell(native) {
    const service = native.get('service')
    if (service === 'self') return selfSaid
    if (service === 'hand') return handSaid
    if (service === 'city') return citySaid
    return service === 'access' ? accessSaid(native) : undefined
  },
}

const handSaid: Said = { logsources: [hand], product: 'Tocsin' }
// OCSF 1.3: 4001 Network Activity (6 traffic).
const citySaid: Said = { logsources: [city], product: 'Tocsin', kind: [4001, 6] }
const selfSaid: Said = { logsources: [self], product: 'Tocsin' }

function accessSaid(native: Native): Said {
  const action = native.get('action')
  return {
    logsources: [access],
    product: 'Tocsin',
    // OCSF 1.3: 3002 Authentication (1 logon), 3001 Account Change (99 other)
    kind: action === 'login' ? [3002, 1] : [3001, 99],
  }
}

/** Reads the frames that Tocsin publishes itself. No sender may name it: `ownDecoder` is in no table of sources. */
export const tocsin: Decoder = shapeDecoder('tocsin', [own])

/** The decoder's id, and the first part of the names of its sources (`tocsin/self`). */
export const ownDecoder = 'tocsin'

export const ownLogsources: readonly LogSource[] = own.logsources
