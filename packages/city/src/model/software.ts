import { type Codec, codec, object, text } from './codec.ts'

/** CPE 2.3 formatted string (NISTIR 7695 §6.2). */
export const cpe: Codec<string> = codec('a CPE such as cpe:2.3:h:vendor:product:1.0:*:*:*:*:*:*:*', readCpe)
/** Package URL. */
export const purl: Codec<string> = codec('a package URL such as pkg:deb/debian/openssl@3.0.2', readPurl)

/** Software that a thing carries, as a bill of materials lists it. */
export interface Software {
  readonly name: string
  readonly version?: string
  readonly cpe?: string
  readonly purl?: string
}

const longest = 200

export const software: Codec<Software> = object({ name: text(longest) }, { version: text(longest), cpe, purl })

/** What of a component can be kept: its name has to be one; a CPE or package URL that is none is left out. */
export function softwareOf(said: {
  readonly name: string | undefined
  readonly version?: string | undefined
  readonly cpe?: string | undefined
  readonly purl?: string | undefined
}): Software | undefined {
  const name = plain(said.name)
  if (name === undefined) return undefined
  const [version, ownCpe, ownPurl] = [plain(said.version), readCpe(said.cpe), readPurl(said.purl)]
  return {
    name,
    ...(version === undefined ? {} : { version }),
    ...(ownCpe === undefined ? {} : { cpe: ownCpe }),
    ...(ownPurl === undefined ? {} : { purl: ownPurl }),
  }
}

function plain(said: string | undefined): string | undefined {
  const clean = said
    ?.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
    .trim()
    .slice(0, longest)
    .trim()
  return clean === '' ? undefined : clean
}

function readCpe(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 500 || /[\s\p{Cc}]/u.test(value)) return undefined
  return /^cpe:2\.3:[aho*-](:(?:\\.|[^:\\])+){10}$/.test(value) ? value : undefined
}

function readPurl(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 1000 || /[\s\p{Cc}]/u.test(value)) return undefined
  return /^pkg:[a-zA-Z][a-zA-Z0-9.+-]*\/[^/]/.test(value) ? value : undefined
}
