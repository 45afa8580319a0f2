/**
 * What an event names before the inventory recognises it: a host, an account, an address, a device.
 *
 * Values are folded (lower case, no trailing dot), so that the same thing written twice is one observable.
 */
export interface Observable {
  readonly kind: ObservableKind
  readonly value: string
}

export type ObservableKind = 'host' | 'account' | 'address' | 'device'

/** Makes an observable from a raw value, or nothing where the value says nothing (empty, `-`, `localhost`, loopback). */
export function observableOf(kind: ObservableKind, raw: string | undefined | null): Observable | undefined {
  if (raw === undefined || raw === null) return undefined
  const value = raw.trim().toLowerCase().replace(/\.$/, '')
  if (value.length === 0 || value.length > 255 || saysNothing.has(value)) return undefined
  return { kind, value }
}

/** One text for an observable, for keys and URLs: `host:srv-01.example.org`. */
export function observableKey(observable: Observable): string {
  return `${observable.kind}:${observable.value}`
}

export function parseObservableKey(key: string): Observable | undefined {
  const colon = key.indexOf(':')
  const kind = key.slice(0, colon)
  return isKind(kind) ? { kind, value: key.slice(colon + 1) } : undefined
}

const saysNothing = new Set(['-', 'n/a', 'null', 'none', 'unknown', 'localhost', '127.0.0.1', '::1', '0.0.0.0', '::'])

function isKind(text: string): text is ObservableKind {
  return text === 'host' || text === 'account' || text === 'address' || text === 'device'
}
