import { type AnyRoute, route } from '@tocsin/capability'
import {
  type Answer,
  type Asset,
  answerOf,
  type By,
  type City,
  type CityDiff,
  type Conduit,
  members,
  record,
  type SectionName,
  type Statement,
  schemas,
  shown,
} from '@tocsin/city'
import { type Result, type ServiceId, TocsinError } from '@tocsin/kit'
import { z } from 'zod'
import type { Changed, CityKeeper } from '../keeper/city-keeper.ts'
import { matchList } from '../lists/match.ts'
import { matchProfile } from '../lists/match-profile.ts'
import type { ListRefused } from '../lists/read-csv.ts'
import { formOf, type ListForm } from '../lists/read-list.ts'
import type { Listed, ListMeaning, RowRefused } from '../lists/read-rows.ts'
import { answerInput, importedShape, importInput, recordInput } from './shapes.ts'

/** Reads a list outside of the thread that answers requests. */
export type ReadList = (form: ListForm, text: string, meaning: ListMeaning) => Promise<Result<Listed, ListRefused>>

/** Refused rows and changes in one answer; all are counted. */
const mostShown = 200

/** Bytes of a list with what JSON adds. */
export const importBody = 64 * 1024 * 1024

const changedShape = z.object({ version: z.number() })

/** The routes that change the city. Each change is whole or not at all, has a number, and can be undone. */
export function changeRoutes(keeper: () => CityKeeper, readList: ReadList): readonly AnyRoute[] {
  return [
    route<z.infer<typeof importInput>, z.infer<typeof importedShape>>({
      method: 'POST',
      path: '/city/import',
      permission: 'city.manage',
      bodyLimit: importBody,
      input: importInput,
      output: importedShape,
      says: 'Reads a list of things: what it would change, and, with `apply`, changes it.',
      audit: { act: 'city.import', note: ({ name }) => ({ about: name }) },
      async handle({ input, who }, host) {
        const form = input.form ?? formOf(input.name, input.text)
        const listed = await readList(form, input.text, meaningOf(input))
        if (!listed.ok) throw unreadable(listed.error)
        const by: By = { source: `${form}:${input.name}`, time: host.now(), confidence: 'imported' }
        const { records, refused } = await matched(keeper().city(), listed.value, by, input)
        const all = [...listed.value.refused, ...refused].sort((a, b) => a.line - b.line)
        const keeps = input.apply && (all.length === 0 || input.despiteRefused)
        if (input.apply && !keeps) throw notWhole(all)
        const made = keeps
          ? await keeper().apply(records, { who, kind: 'import', about: input.name })
          : await keeper().preview(records)
        return answer(listed.value, all, made, keeps)
      },
    }),
    route<z.infer<typeof answerInput>, z.infer<typeof changedShape>>({
      method: 'POST',
      path: '/city/answers',
      permission: 'city.manage',
      input: answerInput,
      output: changedShape,
      says: 'Answers a question about a service.',
      async handle({ input, who }, host) {
        const service = input.service as ServiceId
        if (!keeper().city().services.has(service)) throw missing(`service ${service}`, service)
        const records = answerOf(service, input.answer as Answer, declared(who, host.now()))
        const { number } = await keeper().apply(records, { who, kind: 'answer', about: service })
        return { version: number }
      },
    }),
    route<z.infer<typeof recordInput>, z.infer<typeof changedShape>>({
      method: 'POST',
      path: '/city/records',
      permission: 'city.manage',
      input: recordInput,
      output: changedShape,
      says: 'Says something of one record. A person’s word goes before what was seen or imported, until it ends.',
      async handle({ input, who }, host) {
        const section = input.section as SectionName
        const by = { ...declared(who, host.now()), ...(input.until === undefined ? {} : { until: input.until }) }
        const said = Object.fromEntries(Object.entries(input.values).filter(([, value]) => value !== null))
        const read = record(section, input.id, said, by)
        if (!read.ok) {
          const [first] = read.error
          throw new TocsinError('bad-record', first?.reason ?? 'It cannot be read', {
            where: first?.at ?? input.id,
            fix: first?.fix ?? 'See the model of the city',
          })
        }
        const ended = Object.keys(input.values).filter((name) => input.values[name] === null)
        const back = endedOf(keeper(), section, input.id, ended, by, input.of ?? by.source)
        const whole = { id: input.id, said: { ...read.value.said, ...back } }
        const { number } = await keeper().apply(
          { [section]: [whole] },
          { who, kind: 'record', about: `${section}/${input.id}` },
        )
        return { version: number }
      },
    }),
    route<{ number: number }, z.infer<typeof changedShape>>({
      method: 'POST',
      path: '/city/versions/:number/undo',
      permission: 'city.manage',
      input: z.object({ number: z.coerce.number().int().min(1) }),
      output: changedShape,
      says: 'Takes one change of the city back, where nothing of it was changed since.',
      async handle({ input, who }) {
        const { number } = await keeper().undo(input.number, who)
        return { version: number }
      },
    }),
  ]
}

/** Held against the city: things by their rows, a maker's profile by the things that it is of, a city by its records. */
async function matched(city: City, listed: Listed, by: By, { things, peers }: z.infer<typeof importInput>) {
  if (listed.records !== undefined) return { records: listed.records, refused: [] }
  if (listed.profile === undefined) return matchList(city, listed.assets, by)
  return matchProfile(city, listed.profile, by, {
    ...(things === undefined ? {} : { things }),
    ...(peers === undefined ? {} : { peers }),
  })
}

function meaningOf({ columns, kinds }: z.infer<typeof importInput>): ListMeaning {
  return {
    ...(columns === undefined ? {} : { columns }),
    ...(kinds === undefined ? {} : { kinds: kinds as NonNullable<ListMeaning['kinds']> }),
  }
}

/** What a person said before of attributes, ended now: it stays theirs, and the version names who ended it. */
function endedOf(
  keeper: CityKeeper,
  section: SectionName,
  id: string,
  names: readonly string[],
  by: By,
  whose: string,
) {
  const table = keeper.city()[section] as ReadonlyMap<string, { readonly said: object }>
  const said = (table.get(id)?.said ?? {}) as Readonly<Record<string, readonly Statement<unknown>[] | undefined>>
  return Object.fromEntries(
    names.map((name) => [
      name,
      (said[name] ?? [])
        .filter(({ source, until }) => source === whose && (until === undefined || by.time < until))
        .map((one) => ({ ...one, time: by.time, until: by.time })),
    ]),
  )
}

function declared(who: string, time: number): By {
  return { source: `operator:${who}`.slice(0, 200), time, confidence: 'declared' }
}

function answer(
  listed: Listed,
  refused: readonly RowRefused[],
  made: Changed,
  kept: boolean,
): z.infer<typeof importedShape> {
  const { added, updated } = made.difference.assets
  const { profile, records } = listed
  const rows = profile?.flows.length ?? records?.assets?.length ?? listed.assets.length + listed.refused.length
  return {
    version: kept ? made.number : null,
    rows,
    assets: {
      added: added.length,
      updated: updated.length,
      same: profile === undefined ? Math.max(0, rows - refused.length - added.length - updated.length) : 0,
    },
    conduits: { added: made.difference.conduits.added.length, updated: made.difference.conduits.updated.length },
    refused: refused.slice(0, mostShown),
    refusedCount: refused.length,
    columns: [...listed.columns],
    unknownKinds: [...listed.unknownKinds],
    changes: changesOf(made.difference, made.city.time),
  }
}

function changesOf(difference: CityDiff, at: number): z.infer<typeof importedShape>['changes'] {
  return (['assets', 'conduits'] as const)
    .flatMap((section) => changesIn(section, difference[section], at))
    .slice(0, mostShown)
}

function changesIn<Section extends 'assets' | 'conduits'>(
  section: Section,
  { added, updated }: CityDiff[Section],
  at: number,
): z.infer<typeof importedShape>['changes'] {
  const look = (from: object | undefined, to: object) =>
    Object.keys(to).flatMap((name) => {
      const [before, after] = [from, to].map((said) => valueIn(section, said, name, at))
      return before === after ? [] : [{ name, from: before ?? null, to: after ?? null }]
    })
  const nameOf = ({ id, said }: Asset | Conduit) => shown(said.name, at)?.value ?? id
  return [
    ...added.map((one) => ({
      asset: one.id,
      name: nameOf(one),
      kind: 'added' as const,
      fields: look(undefined, one.said),
    })),
    ...updated.map(([from, to]) => ({
      asset: to.id,
      name: nameOf(to),
      kind: 'updated' as const,
      fields: look(from.said, to.said),
    })),
  ].slice(0, mostShown)
}

function valueIn(
  section: 'assets' | 'conduits',
  said: object | undefined,
  name: string,
  at: number,
): string | undefined {
  const statements = (said as Readonly<Record<string, readonly Statement<unknown>[] | undefined>> | undefined)?.[name]
  const schema: Readonly<Record<string, { readonly count: string } | undefined>> = schemas[section]
  const values = schema[name]?.count === 'many' ? members(statements, at) : [shown(statements, at) ?? []].flat()
  return values.length === 0 ? undefined : values.map(({ value }) => glimpseOf(value)).join(', ')
}

function glimpseOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  if ('scheme' in value && 'value' in value) return `${String(value.scheme)} ${String(value.value)}`
  if ('at' in value && Array.isArray(value.at)) return [...value.at].reverse().join(', ')
  return JSON.stringify(value).slice(0, 200)
}

function unreadable({ reason, fix, line }: ListRefused): TocsinError {
  return new TocsinError(
    'bad-list',
    `The list cannot be read${line === undefined ? '' : ` at line ${line}`}: ${reason}`,
    {
      where: line === undefined ? 'the list' : `line ${line}`,
      fix,
    },
  )
}

function notWhole(refused: readonly RowRefused[]): TocsinError {
  const [first] = refused
  const where = `line ${first?.line ?? 0}${first?.column === undefined ? '' : `, column ${first.column}`}`
  return new TocsinError('bad-rows', `${refused.length} rows cannot be read; ${where}: ${first?.reason ?? ''}`, {
    where,
    fix: 'Correct them, or import the others with `despiteRefused`',
  })
}

function missing(what: string, where: string): TocsinError {
  return new TocsinError('not-found', `There is no ${what}`, { where, fix: 'Check its id' })
}
