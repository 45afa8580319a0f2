import { TocsinError } from '@tocsin/kit'
import { type Connection, type ConnectionOf, recordPattern } from '@tocsin/sources'
import { patternBase, readableWithin } from './follow/roots.ts'
import { refusedUrl } from './poll/guard.ts'

/** Why a connection cannot be taken as it is written: said when it is added, and again by its health where it is in a file. */
export function checkConnection(
  connection: Connection,
  place: { readonly dataDir: string; readonly roots: readonly string[]; readonly decoders: readonly string[] },
): TocsinError | undefined {
  const named = [
    'decoder' in connection ? connection.decoder : 'journal',
    ...(connection.kind === 'mqtt' ? connection.routes.map(({ decoder }) => decoder) : []),
  ]
  const auto = (decoder: string) => connection.kind === 'follow' && decoder === 'auto'
  const decoder = named.find((name) => !auto(name) && !place.decoders.includes(name))
  if (decoder !== undefined) {
    return new TocsinError('bad-decoder', `There is no decoder ${decoder}`, {
      where: connection.name,
      fix: `Name one of ${place.decoders.join(', ')}`,
    })
  }
  if (connection.kind === 'follow') {
    const within = readableWithin(place.roots, place.dataDir)
    const outside = connection.paths.find((path) => path.split('/').includes('..') || !within(patternBase(path)))
    if (outside === undefined) return refusedRecords(connection)
    return new TocsinError('bad-path', `${outside} lies outside of the folders that may be followed`, {
      where: outside,
      fix: `Name a file below ${place.roots.join(' or ')}, or add its folder to follow.roots in tocsin.yml`,
    })
  }
  if (connection.kind === 'poll') {
    if (!URL.canParse(connection.url))
      return new TocsinError('bad-url', 'This is no URL', { where: connection.url, fix: 'Write https://host/path' })
    return refusedUrl(new URL(connection.url), connection.allowPrivate)
  }
  return undefined
}

function refusedRecords({ records }: ConnectionOf<'follow'>): TocsinError | undefined {
  if (typeof records === 'string') return undefined
  const pattern = recordPattern(records.begins)
  if (pattern.ok) return undefined
  return new TocsinError('bad-pattern', `The pattern of a record’s first line cannot be read: ${pattern.error}`, {
    where: records.begins,
    fix: 'Use RE2 syntax, such as ^[0-9]{4}-: no look-around, no back-references',
  })
}
