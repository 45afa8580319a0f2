import type { Decoder, LogSource } from '@tocsin/event'
import {
  decoders,
  mostTables,
  ownDecoder,
  readDefinition,
  type SourceBinding,
  type TableDesk,
  type TableFile,
  type Tables,
  tablesOf,
} from '@tocsin/sources'
import { removeDecoder, writeDecoder } from './decoder-files.ts'
import { openTrying } from './trying.ts'

export interface FormatsOptions {
  readonly dataDir: string
  /** Reads everything that judges again and publishes it; resolves when it holds. */
  readonly reload: () => Promise<void>
  /** Sources that were given a decoder, by its id. */
  readonly readBy: (id: string) => Promise<readonly string[]>
}

/** Every format that is read: Tocsin's own, and those that operators wrote down. */
export interface Formats extends TableDesk {
  /** In place: whoever holds them sees what holds now. */
  readonly decoders: readonly Decoder[]
  readonly ids: readonly string[]
  readonly logsources: readonly LogSource[]
  /** What holds from here on. */
  hold(files: readonly TableFile[]): void
  /** A format of an operator is a source of its own name, as Tocsin's are. */
  bound(declared: readonly SourceBinding[]): readonly SourceBinding[]
}

export function openFormats({ dataDir, reload, readBy }: FormatsOptions): Formats {
  const all: Decoder[] = [...decoders]
  const ids = idsOf(all)
  const logsources: LogSource[] = []
  let files: readonly TableFile[] = []
  let tables: Tables = tablesOf([])
  // One change after another: two that are saved at once must not publish each other's past.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <Value>(run: () => Promise<Value>): Promise<Value> => {
    const done = last.then(run)
    last = done.catch(() => undefined)
    return done
  }
  const trying = openTrying()
  const fileOf = (id: string, among = files) => among.find(({ path, text }) => idIn(path, text) === id)

  return {
    decoders: all,
    ids,
    logsources,
    hold(now) {
      files = now
      tables = tablesOf(now)
      all.splice(0, all.length, ...decoders, ...tables.decoders)
      ids.splice(0, ids.length, ...idsOf(all))
      logsources.splice(0, logsources.length, ...tables.logsources)
    },
    bound: (declared) => {
      const fresh = tables.definitions.filter(
        ({ id }) => !declared.some(({ source, sender }) => source === id && sender === ''),
      )
      const known = declared.map((one) =>
        one.sender === '' && one.decoder === undefined && tables.definitions.some(({ id }) => id === one.source)
          ? { ...one, decoder: one.source }
          : one,
      )
      return [...known, ...fresh.map(({ id }): SourceBinding => ({ source: id, sender: '', decoder: id }))]
    },
    list: async () => ({
      decoders: all
        .filter(({ id }) => id !== ownDecoder)
        .map(({ id }) => {
          const own = tables.definitions.find((one) => one.id === id)
          const listed = { id, own: own !== undefined, title: own?.title ?? id, text: fileOf(id)?.text ?? null }
          return { ...listed, logsources: own === undefined ? [] : [own.logsource] }
        }),
      problems: tables.problems,
    }),
    tried: (text, lines) => trying.tried('preview.yml', text, lines),
    save: (id, text) =>
      inTurn(async () => {
        const path = fileOf(id)?.path ?? `decoders/${id}.yml`
        const others = files.filter((file) => file.path !== path)
        const read = readDefinition(path, text)
        if (!read.ok) return read.error
        if (read.value.id !== id) {
          const reason = `its id is ${read.value.id}, and it is kept as ${id}`
          return [{ path, line: 1, column: 1, reason, fix: 'Use the same name for both' }]
        }
        // Its own tests run here first: one that takes too long must not be read where frames are.
        const [failed] = (await trying.tried(path, text, [])).problems
        if (failed !== undefined) return [failed]
        const { definitions, problems } = tablesOf([...others, { path, text }])
        const own = problems.filter((problem) => problem.path === path)
        if (own.length > 0) return own
        if (definitions.length > mostTables)
          return [{ path, line: 1, column: 1, reason: 'there are too many formats', fix: 'Remove one' }]
        writeDecoder(dataDir, path.replace(/^decoders\//, '').replace(/\.ya?ml$/, ''), text)
        await reload()
        return []
      }),
    remove: (id) =>
      inTurn(async () => {
        const file = fileOf(id)
        if (file === undefined) return { found: false, used: [] }
        const used = await readBy(id)
        if (used.length > 0) return { found: true, used }
        removeDecoder(dataDir, file.path)
        await reload()
        return { found: true, used: [] }
      }),
  }
}

function idsOf(all: readonly Decoder[]): string[] {
  return all.map(({ id }) => id).filter((id) => id !== ownDecoder)
}

function idIn(path: string, text: string): string | undefined {
  const read = readDefinition(path, text)
  // One that cannot be read goes by its name, so that it can be mended or taken away.
  return read.ok ? read.value.id : /([^/]+)\.ya?ml$/.exec(path)?.[1]
}
