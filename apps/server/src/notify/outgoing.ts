import { isIP } from 'node:net'
import { TocsinError } from '@tocsin/kit'
import { isPublic } from '../connect/poll/guard.ts'

/** What the configuration lets Tocsin call to tell people. */
export interface Outgoing {
  /** Names of hosts; `*.example.org` is every name below. */
  readonly hosts: readonly string[]
  /** Whether their addresses may be of this machine or of a private network. */
  readonly private: boolean
}

/** Why a webhook may not be called, before anything is looked up. Only HTTPS is: what is told is nobody's on the way. */
export function refusedWebhook(written: string, outgoing: Outgoing): TocsinError | undefined {
  if (!URL.canParse(written)) {
    return new TocsinError('bad-url', 'This is no URL', { fix: 'Write https://host/path' })
  }
  const url = new URL(written)
  if (url.protocol !== 'https:') {
    return new TocsinError('bad-url', 'Only HTTPS is called', { where: url.host, fix: 'Write https://' })
  }
  if (url.username !== '' || url.password !== '') {
    return new TocsinError('bad-url', 'A name or password stands in the URL', {
      where: url.host,
      fix: 'Leave it out: the signature proves who sends',
    })
  }
  return refusedHost(url.hostname.replace(/^\[|\]$/g, ''), outgoing)
}

/** Why a host may not be called. */
export function refusedHost(host: string, { hosts, private: inside }: Outgoing): TocsinError | undefined {
  const name = host.toLowerCase().replace(/\.$/, '')
  if (!hosts.some((one) => covers(one.toLowerCase(), name))) {
    return new TocsinError('bad-host', `${name} is not among the hosts that may be called`, {
      where: name,
      fix: `Add it to notify.hosts in tocsin.yml, then run tocsin config reload`,
    })
  }
  return isIP(name) !== 0 && !inside && !isPublic(name) ? privatePlace(name) : undefined
}

export function privatePlace(name: string): TocsinError {
  return new TocsinError('bad-host', `${name} is an address of this machine or of a private network`, {
    where: name,
    fix: 'Set notify.allowPrivate in tocsin.yml where that is meant',
  })
}

function covers(allowed: string, name: string): boolean {
  return allowed.startsWith('*.') ? name.endsWith(allowed.slice(1)) : name === allowed
}
