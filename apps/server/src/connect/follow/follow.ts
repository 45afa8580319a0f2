import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { ConnectionOf, ConnectionPlace, ConnectionTrouble } from '@tocsin/sources'
import type { Driver, DriverHost } from '../driver.ts'
import { type Meter, meter } from '../meter.ts'
import { isCopyOf, rotationsOf } from './copies.ts'
import { decoderOfFile } from './file-kinds.ts'
import { endOf, type FileHost, type FollowedFile, followFile, isFileOf, positionAt } from './followed-file.ts'
import { expand, isDenied, isPacked, isRotatedName } from './glob.ts'
import { type FilePosition, furthest, readPosition, writePosition } from './position.ts'
import { type RecordRule, recordRule } from './records.ts'

export const followPace = {
  /** How often files are looked at, and how often names are, in milliseconds. */
  readMs: 500,
  nameMs: 2000,
  keepMs: 500,
  /** Files that are read at once. */
  atOnce: 8,
  /** Files that are held open. */
  open: 2000,
} as const

/** Where the connection began: files that were there then begin at their end, later ones at their start. */
const begun = 'begun'

interface Gone {
  readonly place: ConnectionPlace
}

/** Follows files of this machine as they grow, are rotated and cut. */
export function follow(
  host: DriverHost,
  connection: ConnectionOf<'follow'>,
  within: (realPath: string) => boolean,
  pace: Partial<typeof followPace> = {},
): Driver {
  const { readMs, nameMs, keepMs, atOnce, open } = { ...followPace, ...pace }
  const gauge: Meter = meter(host.now, { en: 'It looks for files.', fr: 'Elle cherche des fichiers.' })
  const files = new Map<string, FollowedFile>()
  const stored = new Map<string, FilePosition>()
  const refusedPlaces = new Map<string, ConnectionPlace>()
  const gone = new Map<string, Gone>()
  const dropped = new Set<string>()
  let isNew = !host.positions.has(begun)
  let namedAt = 0
  let keptAt = 0
  let closing = false
  let wake: () => void = () => {}

  for (const [place, text] of host.positions) {
    const position = place === begun ? undefined : readPosition(text)
    if (position !== undefined) stored.set(place, position)
  }

  const rules = new Map<string, RecordRule | undefined>()
  const fileHost: FileHost = {
    connection: host.id,
    source: connection.source,
    decoderOf: (path) => (connection.decoder === 'auto' ? decoderOfFile(path) : connection.decoder),
    recordsOf: (path) => {
      const decoder = fileHost.decoderOf(path)
      if (!rules.has(decoder)) rules.set(decoder, recordRule(connection.records, decoder))
      return rules.get(decoder)
    },
    now: host.now,
    append: host.append,
    brought: gauge.brought,
    refused: (what) => {
      gauge.refused()
      host.refused(what)
    },
  }

  const opened = (path: string, position: FilePosition): FollowedFile | undefined => {
    try {
      return followFile(fileHost, { ...position, path })
    } catch (error) {
      refusedPlaces.set(path, placeRefused(path, error))
      return undefined
    }
  }

  /** The position that was kept for a file, wherever it lies now. */
  const known = (path: string, stats: Stats): FilePosition | undefined => {
    for (const [place, position] of stored) {
      if (position.ino !== stats.ino) continue
      // Under its name it is the same, cut and grown again at most.
      const same = position.path === path || isFileOf(path, stats, position)
      stored.delete(place)
      if (same) {
        // Device numbers may be others after a restart of the machine.
        if (placeOf(position) !== placeOf(stats)) dropped.add(place)
        return { ...position, dev: stats.dev }
      }
      // Another file has its number now.
      return { ...positionAt(path, stats, 0), generation: position.generation + 1, since: host.now() }
    }
    return undefined
  }

  /** Files that came and were rotated away again between two looks: later than the one that was known. */
  const readBetween = (position: FilePosition, { mtimeMs }: Stats) => {
    for (const { path, stats } of rotationsOf(position.path).found) {
      const place = placeOf(stats)
      if (stats.mtimeMs <= mtimeMs || files.has(place) || files.size >= open) continue
      // What is known already is read as that.
      if ([...stored.values()].some(({ ino }) => ino === stats.ino)) continue
      try {
        // A copy of the known one is none.
        if (!within(realpathSync(path)) || isCopyOf(path, furthest(position))) continue
        const file = opened(path, positionAt(path, stats, 0))
        if (file === undefined) continue
        file.letGo()
        files.set(place, file)
        unkept.set(place, file.position)
      } catch (error) {
        refusedPlaces.set(path, placeRefused(path, error))
      }
    }
  }

  const look = () => {
    const found = expand(connection.paths, within)
    refusedPlaces.clear()
    for (const path of found.denied) refusedPlaces.set(path, deniedPlace(path))
    const seen = new Set<string>()
    for (const { path, stats } of found.files) {
      const place = placeOf(stats)
      const followed = files.get(place)
      // A rotated file goes on under its old name, and is never a new one.
      if (isRotatedName(basename(path)) || isPacked(path)) continue
      seen.add(place)
      if (followed !== undefined) {
        followed.seenAs(path)
        continue
      }
      if (files.size >= open) {
        refusedPlaces.set(path, tooManyPlace(path))
        continue
      }
      try {
        const position =
          known(path, stats) ?? positionAt(path, stats, isNew && connection.from === 'end' ? endOf(path) : 0)
        const file = opened(path, position)
        if (file === undefined) continue
        files.set(place, file)
        gone.delete(path)
        unkept.set(place, file.position)
      } catch (error) {
        refusedPlaces.set(path, placeRefused(path, error))
      }
    }
    for (const [place, file] of [...files]) {
      if (seen.has(place) || !file.letGo()) continue
      const written = found.files.find(({ stats }) => placeOf(stats) === place)?.stats ?? statOf(file.position)
      if (written !== undefined) readBetween(file.position, written)
    }
    for (const [place, position] of stored) {
      // It was rotated while nobody read: the rest of it is beside its old name. A folder that cannot be read says nothing.
      const rest = rotatedTo(position, within)
      if (rest === 'unknown') continue
      stored.delete(place)
      const file = rest === undefined ? undefined : opened(rest.path, { ...position, dev: rest.stats.dev })
      if (rest !== undefined && file !== undefined) {
        file.letGo()
        files.set(placeOf(rest.stats), file)
        readBetween(position, rest.stats)
        if (placeOf(rest.stats) !== place) dropped.add(place)
      } else {
        dropped.add(place)
        gone.set(position.path, { place: lostPlace(position) })
      }
    }
    isNew = false
    namedAt = host.now()
    tell(found.tooMany)
  }

  const tell = (tooMany: boolean) => {
    const denied = [...refusedPlaces.values()].filter(({ state }) => state === 'denied')
    gauge.trouble(denied.length > 0 ? deniedTrouble(denied, host.now() + nameMs) : tooMany ? tooManyTrouble : undefined)
    const count = files.size
    gauge.says(
      count === 0
        ? { en: 'No file has such a name yet.', fr: 'Aucun fichier ne porte encore un tel nom.' }
        : { en: `It follows ${count} files.`, fr: `Elle suit ${count} fichiers.` },
    )
  }

  const unkept = new Map<string, FilePosition>()

  const keep = async () => {
    for (const [place, file] of files) {
      const changed = file.takeChanged()
      if (changed !== undefined) unkept.set(place, changed)
      if (!file.isOver) continue
      file.close()
      files.delete(place)
      unkept.delete(place)
      dropped.add(place)
    }
    const moved = new Map<string, string | undefined>([...dropped].map((place) => [place, undefined]))
    for (const [place, position] of unkept) moved.set(place, writePosition(position))
    if (!beginKept) moved.set(begun, String(host.now()))
    if (moved.size === 0) return
    await host.keep(moved)
    beginKept = true
    for (const [place, position] of [...unkept]) if (moved.get(place) === writePosition(position)) unkept.delete(place)
    for (const place of [...dropped]) dropped.delete(place)
    keptAt = host.now()
  }
  let beginKept = host.positions.has(begun)

  const readAll = async (): Promise<boolean> => {
    let more = false
    const waiting = [...files.values()]
    const reader = async () => {
      for (let file = waiting.pop(); file !== undefined && !closing; file = waiting.pop()) {
        try {
          if (await file.read()) more = true
        } catch (error) {
          if (closing) return
          refusedPlaces.set(file.position.path, placeRefused(file.position.path, error))
          gauge.trouble(troubleOf(error, host.now() + readMs))
        }
      }
    }
    await Promise.all(Array.from({ length: Math.min(atOnce, waiting.length) }, reader))
    return more
  }

  const run = async () => {
    while (!closing) {
      let more = false
      try {
        if (host.now() - namedAt >= nameMs || namedAt === 0) {
          look()
          // Where it began must be known before the first line is read: else a crash would begin elsewhere.
          await keep()
        }
        more = await readAll()
        if (host.now() - keptAt >= keepMs) await keep()
      } catch (error) {
        if (!closing) gauge.trouble(troubleOf(error, host.now() + readMs))
      }
      if (!closing && !more) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, readMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
    }
  }
  const running = run()

  return {
    health: () =>
      gauge.health([
        ...refusedPlaces.values(),
        ...[...gone.values()].map(({ place }) => place),
        ...[...files.values()].map((file) => file.place()),
      ]),
    async close() {
      closing = true
      wake()
      await running
      await keep().catch(() => undefined)
      for (const file of files.values()) file.close()
    },
  }
}

function statOf({ path, ino }: FilePosition): Stats | undefined {
  return rotationsOf(path).found.find(({ stats }) => stats.ino === ino)?.stats
}

function placeOf({ dev, ino }: Pick<Stats, 'dev' | 'ino'>): string {
  return `${dev}:${ino}`
}

/** Where a file lies that is no longer under its name: in the same folder, with the same number and the same bytes. */
function rotatedTo(
  position: FilePosition,
  within: (realPath: string) => boolean,
): { readonly path: string; readonly stats: Stats } | 'unknown' | undefined {
  const folder = dirname(position.path)
  try {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name)
      if (isPacked(name) || !within(path)) continue
      const stats = statSync(path, { throwIfNoEntry: false })
      if (stats?.isFile() === true && stats.ino === position.ino && isFileOf(path, stats, position))
        return { path, stats }
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'unknown'
  }
  return undefined
}

function deniedPlace(path: string): ConnectionPlace {
  return {
    name: path,
    state: 'denied',
    position: null,
    size: null,
    says: { en: 'This account may not read it.', fr: 'Ce compte n’a pas le droit de le lire.' },
  }
}

function placeRefused(path: string, error: unknown): ConnectionPlace {
  if (isDenied(error)) return deniedPlace(path)
  const why = (error as NodeJS.ErrnoException).code ?? String(error)
  return {
    name: path,
    state: 'refused',
    position: null,
    size: null,
    says: { en: `It cannot be read (${why}).`, fr: `Il ne peut pas être lu (${why}).` },
  }
}

function tooManyPlace(path: string): ConnectionPlace {
  return {
    name: path,
    state: 'refused',
    position: null,
    size: null,
    says: { en: 'Too many files are followed already.', fr: 'Trop de fichiers sont déjà suivis.' },
  }
}

function lostPlace({ path, offset }: FilePosition): ConnectionPlace {
  return {
    name: path,
    state: 'lost',
    position: offset,
    size: null,
    says: {
      en: `It was removed or packed while Tocsin did not run: what it held behind byte ${offset} was not read.`,
      fr: `Il a été supprimé ou compressé pendant que Tocsin ne tournait pas : la suite après l’octet ${offset} n’a pas été lue.`,
    },
  }
}

function deniedTrouble(denied: readonly ConnectionPlace[], retryAt: number): ConnectionTrouble {
  const [first] = denied
  return {
    code: 'denied',
    message: `${first?.name ?? ''} may not be read${denied.length > 1 ? `, and ${denied.length - 1} more` : ''}`,
    fix: 'Let the account that runs Tocsin read it: usermod -aG adm tocsin, or setfacl -m u:tocsin:r; name its folder in follow.roots where it lies outside of them',
    retryAt,
  }
}

const tooManyTrouble: ConnectionTrouble = {
  code: 'too-many-files',
  message: 'More files match than are followed',
  fix: 'Name fewer folders, or several connections',
  retryAt: null,
}

function troubleOf(error: unknown, retryAt: number): ConnectionTrouble {
  const { code, message, fix } = error as { code?: unknown; message?: unknown; fix?: unknown }
  return {
    code: typeof code === 'string' ? code : 'internal',
    message: typeof message === 'string' ? message : String(error),
    fix: typeof fix === 'string' ? fix : 'Look in the log of Tocsin',
    retryAt,
  }
}
