import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CityControl } from '@tocsin/capability'
import { type GroundZone, type PassiveGround, passiveGround } from '@tocsin/inventory'
import { z } from 'zod'
import { writeDurably } from '../../write-durably.ts'

/** Which zones are passive, and what stands in them: as it was last known, also before the city can be asked. */
export interface Ground {
  /** Nothing where it is not known: then nothing is sent. */
  now(): PassiveGround | undefined
  zones(): readonly GroundZone[]
  /** The zones are these; kept for the next start. */
  told(zones: readonly GroundZone[]): void
  /** The things are those that this version of the city names. */
  named(control: CityControl, contents: ReadonlyMap<string, Uint8Array>): void
}

const fileName = 'zones-told.json'
const version = 1
const fileShape = z.object({
  version: z.literal(version),
  zones: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      layer: z.string().nullable(),
      networks: z.array(z.string()),
      owner: z.array(z.string()),
    }),
  ),
})

/** A version of the city as the log names it. */
export interface NamedCity {
  readonly control: CityControl
  readonly contents: ReadonlyMap<string, Uint8Array>
}

/**
 * @param last what the log names last of the city: its things are there, durable, before the city's own thread is. `none`
 * where the log names no city
 */
export function openGround(dataDir: string, last: NamedCity | 'none'): Ground {
  let zones = readZones(join(dataDir, fileName))
  let current = zones === undefined ? '' : textOf(zones)
  let kept = new Map<string, Uint8Array>()
  let layers: readonly Uint8Array[] | undefined = []
  let made: PassiveGround | undefined

  const named = (control: CityControl, contents: ReadonlyMap<string, Uint8Array>) => {
    kept = new Map(control.layers.map((name) => [name, contents.get(name) ?? kept.get(name)] as const).filter(isThere))
    const all = control.layers.flatMap((name) => kept.get(name) ?? [])
    layers = all.length === control.layers.length ? all : undefined
    made = undefined
  }
  if (last !== 'none') named(last.control, last.contents)

  const now = () => {
    if (zones === undefined || layers === undefined) return undefined
    try {
      made ??= passiveGround(zones, layers)
    } catch {
      // Another Tocsin wrote it: the city names itself anew when it is there.
      layers = undefined
    }
    return made
  }
  return {
    now,
    zones: () => zones ?? [],
    told: (news) => {
      const text = textOf(news)
      if (text === current) return
      zones = news
      made = undefined
      writeDurably(dataDir, fileName, text)
      current = text
    },
    named,
  }
}

function isThere(entry: readonly [string, Uint8Array | undefined]): entry is readonly [string, Uint8Array] {
  return entry[1] !== undefined
}

function textOf(zones: readonly GroundZone[]): string {
  return JSON.stringify({ version, zones })
}

function readZones(file: string): readonly GroundZone[] | undefined {
  try {
    const read = fileShape.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return read.success ? read.data.zones : undefined
  } catch {
    return undefined
  }
}
