import { err, type Observable, observableOf, ok, type Result } from '@tocsin/kit'
import { type Codec, noRefusals, object, oneOf, type Refusal, type Refusals, refuse, text } from './codec.ts'
import { formatNetwork, parseNetwork } from './network.ts'

export type IdentifierScheme = (typeof schemes)[number]

/** What a thing is known by on the wire or in a register. One identifier belongs to one asset; two claims are a problem. */
export interface Identifier {
  readonly scheme: IdentifierScheme
  readonly value: string
}

const schemes = ['ip', 'mac', 'host', 'account', 'dev-eui', 'mqtt-client', 'serial', 'inventory-number', 'url'] as const

const raw = object({ scheme: oneOf(schemes), value: text(255) }, {})

/** Reads and folds an identifier, so that the same thing written twice is one: `00-1B-..` and `00:1b:..` are one MAC. */
export const identifier: Codec<Identifier> = {
  expects: raw.expects,
  read: (value, at, refusals) => {
    const read = raw.read(value, at, refusals)
    return read && fold(read, at, refusals)
  },
}

/** One identifier in its folded form, or why it is none. */
export function foldIdentifier(said: Identifier): Result<Identifier, Refusal> {
  const refusals = noRefusals()
  const read = identifier.read(said, '', refusals)
  const [first] = refusals.list
  return read === undefined || first !== undefined ? err(first ?? notRead) : ok(read)
}

const notRead: Refusal = { at: '', reason: 'this is no identifier', fix: 'Give a scheme and a value' }

/** The observable under which events name this identifier, if they do. */
export function observableOfIdentifier({ scheme, value }: Identifier): Observable | undefined {
  switch (scheme) {
    case 'ip':
      return observableOf('address', value)
    case 'mac':
    case 'dev-eui':
    case 'mqtt-client':
      return observableOf('device', value)
    case 'host':
      return observableOf('host', value)
    case 'account':
      return observableOf('account', value)
    default:
      return undefined
  }
}

function fold({ scheme, value }: Identifier, at: string, refusals: Refusals): Identifier | undefined {
  if (scheme === 'ip') {
    const range = parseNetwork(value)
    if (range === undefined || range.first !== range.last) {
      return refuse(refusals, `${at}/value`, 'this is not one IP address', 'Give an address such as 10.20.0.7')
    }
    return { scheme, value: formatNetwork(range).replace(/\/\d+$/, '') }
  }
  if (scheme === 'mac' || scheme === 'dev-eui') {
    const digits = value.toLowerCase().replace(/[^0-9a-f]/g, '')
    const expected = scheme === 'mac' ? 12 : 16
    if (digits.length !== expected || /[^0-9a-f:. -]/i.test(value)) {
      return refuse(
        refusals,
        `${at}/value`,
        `this is not a ${scheme} of ${expected} hexadecimal digits`,
        'Correct the digits',
      )
    }
    return { scheme, value: scheme === 'mac' ? (digits.match(/../g) ?? []).join(':') : digits }
  }
  if (scheme === 'host' || scheme === 'account') return { scheme, value: value.toLowerCase().replace(/(.)\.$/, '$1') }
  return { scheme, value }
}
