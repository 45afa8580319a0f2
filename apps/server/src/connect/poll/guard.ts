import { isIP } from 'node:net'
import { TocsinError } from '@tocsin/kit'
import { publicAddress } from '../../find/places/public-address.ts'

/**
 * Whether an address is one of the public Internet. Addresses that carry another one inside (6to4, Teredo) may lead back
 * into a private network, and are none.
 */
export function isPublic(address: string): boolean {
  return publicAddress(address) !== undefined && !/^(?:2002|2001:0{0,4}):/i.test(address)
}

/** Why an address that a name leads to must not be called: it is none of the public Internet, and no such is meant. */
export function refusedAddress(allowPrivate: boolean): (address: string, host: string) => TocsinError | undefined {
  return (address, host) => (allowPrivate || isPublic(address) ? undefined : refusedPlace(host))
}

/** Why a URL may not be asked, before anything is looked up. */
export function refusedUrl(url: URL, allowPrivate: boolean): TocsinError | undefined {
  if (url.username !== '' || url.password !== '') {
    return new TocsinError('bad-url', 'A name or password stands in the URL', {
      where: url.host,
      fix: 'Send it as a header, with {secret} for the sealed secret',
    })
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowPrivate)) {
    return new TocsinError('bad-url', 'Only HTTPS is asked', {
      where: url.host,
      fix: 'Write https://; http:// needs allowPrivate, for servers of a network of your own',
    })
  }
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return isIP(host) !== 0 && !allowPrivate && !isPublic(host) ? refusedPlace(host) : undefined
}

function refusedPlace(name: string): TocsinError {
  return new TocsinError('bad-url', `${name} is an address of this machine or of a private network`, {
    where: name,
    fix: 'Set allowPrivate where that is meant',
  })
}
