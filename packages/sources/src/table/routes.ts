import { type AnyRoute, type Capability, route } from '@tocsin/capability'
import type { LogSource } from '@tocsin/event'
import { TocsinError } from '@tocsin/kit'
import { z } from 'zod'
import { type Problem, tableLimits } from './definition.ts'
import { mostLines, type Tried } from './try.ts'

/** Who keeps the files of formats and makes them hold. */
export interface TableDesk {
  /** What is there, and what is wrong with it. */
  list(): Promise<TableList>
  /** Reads lines with a text that nobody keeps. */
  tried(text: string, lines: readonly string[]): Promise<Tried>
  /** Keeps a format and makes it hold; resolves when it holds for every frame from here on. */
  save(id: string, text: string): Promise<readonly Problem[]>
  /** Takes one away. `used` names the sources that are read by it: then nothing happens. */
  remove(id: string): Promise<{ readonly found: boolean; readonly used: readonly string[] }>
}

export interface TableList {
  readonly decoders: readonly TableListed[]
  readonly problems: readonly Problem[]
}

export interface TableListed {
  readonly id: string
  /** Whether an operator wrote it down. */
  readonly own: boolean
  readonly title: string
  readonly logsources: readonly LogSource[]
  /** The file's text, of an operator's own. */
  readonly text: string | null
}

const problemShape = z.object({
  path: z.string(),
  line: z.number(),
  column: z.number(),
  reason: z.string(),
  fix: z.string(),
})
const listShape = z.object({
  decoders: z
    .array(
      z.object({
        id: z.string(),
        own: z.boolean(),
        title: z.string(),
        logsources: z
          .array(
            z.object({
              product: z.string().exactOptional(),
              category: z.string().exactOptional(),
              service: z.string().exactOptional(),
            }),
          )
          .readonly(),
        text: z.string().nullable(),
      }),
    )
    .readonly(),
  problems: z.array(problemShape).readonly(),
})
const triedShape = z.object({
  problems: z.array(problemShape).readonly(),
  lines: z
    .array(
      z.object({
        line: z.string(),
        read: z.boolean(),
        time: z.number().nullable(),
        fields: z
          .array(
            z.object({
              name: z.string(),
              value: z.string(),
              derived: z.boolean(),
              start: z.number().nullable(),
              end: z.number().nullable(),
            }),
          )
          .readonly(),
      }),
    )
    .readonly(),
})
const text = z.string().min(1).max(tableLimits.text)
const id = z.string().regex(/^[a-z][a-z0-9-]{1,40}$/)

/** Formats that operators write down: see them, try one on lines, keep it, take it away. */
export function decodersCapability(desk: TableDesk): Capability {
  return {
    name: 'decoders',
    words: { en: 'Formats', fr: 'Formats' },
    migrations: [],
    permissions: [
      { name: 'decoder.read', says: { en: 'See which formats are read', fr: 'Voir quels formats sont lus' } },
      {
        name: 'decoder.manage',
        says: { en: 'Write down formats of your own', fr: 'Décrire ses propres formats' },
      },
    ],
    routes: routesOf(desk),
    jobs: [],
    commands: [],
    provides: {},
    asks: [],
    health: async () => {
      const { problems } = await desk.list()
      const [first] = problems
      return {
        well: first === undefined,
        says:
          first === undefined
            ? { en: 'Every format that was written down is read.', fr: 'Tous les formats décrits sont lus.' }
            : {
                en: `${first.path}:${first.line}:${first.column}: ${first.reason}. ${first.fix}.`,
                fr: `Un format décrit n’est pas lu : ${first.path}:${first.line}:${first.column}.`,
              },
      }
    },
  }
}

function routesOf(desk: TableDesk): readonly AnyRoute[] {
  return [
    route<object, TableList>({
      method: 'GET',
      path: '/decoders',
      permission: 'decoder.read',
      input: z.object({}),
      output: listShape,
      says: 'Every format that is read, those that operators wrote down with their text, and what is wrong with any.',
      // A format's tests hold lines of whoever sends it: they are for those who see every source.
      handle: async ({ scope }) => {
        const { decoders, problems } = await desk.list()
        if (scope.kind === 'all') return { decoders, problems }
        return { decoders: decoders.map((one) => ({ ...one, text: null })), problems: [] }
      },
    }),
    route<{ readonly text: string; readonly sample: string }, Tried>({
      method: 'POST',
      path: '/decoders/preview',
      permission: 'decoder.manage',
      input: z.strictObject({ text, sample: z.string().max(tableLimits.text) }),
      output: triedShape,
      says: `What a format that is being written makes of lines, ${mostLines} at most: fields with their bytes, problems with their place.`,
      handle: ({ input }) =>
        desk.tried(
          input.text,
          input.sample.split(/\r?\n/).filter((line) => line !== ''),
        ),
    }),
    route<{ readonly id: string; readonly text: string }, TableList>({
      method: 'PUT',
      path: '/decoders/:id',
      permission: 'decoder.manage',
      input: z.strictObject({ id, text }),
      output: listShape,
      says: 'Keeps a format of your own and makes it hold from here on. One with problems, or whose tests fail, is refused.',
      async handle({ input }) {
        const [first] = await desk.save(input.id, input.text)
        if (first !== undefined) {
          const where = `${first.path}:${first.line}:${first.column}`
          throw new TocsinError('bad-decoder', `${where}: ${first.reason}`, { where, fix: first.fix })
        }
        return desk.list()
      },
    }),
    route<{ readonly id: string }, TableList>({
      method: 'DELETE',
      path: '/decoders/:id',
      permission: 'decoder.manage',
      input: z.strictObject({ id }),
      output: listShape,
      says: 'Takes a format of your own away. What is in the log already is read by it as before.',
      async handle({ input }) {
        const { found, used } = await desk.remove(input.id)
        if (!found) {
          throw new TocsinError('not-found', `Nobody wrote down a format ${input.id}`, {
            where: input.id,
            fix: 'See GET /api/decoders for what there is',
          })
        }
        if (used.length > 0) {
          throw new TocsinError('decoder-conflict', `${used.slice(0, 3).join(', ')} is read by ${input.id}`, {
            where: input.id,
            fix: 'Give those sources another format first',
          })
        }
        return desk.list()
      },
    }),
  ]
}
