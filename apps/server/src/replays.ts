import { randomUUID } from 'node:crypto'
import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import { isVisible, type Scope } from '@tocsin/store'
import { packRules, type RuleBundle, unpackRules } from '@tocsin/watch'
import type { Engine } from './engine.ts'
import { type ReplayReport, replay } from './replay.ts'

export interface ReplayState {
  readonly id: string
  readonly done: boolean
  readonly records: number
  readonly report?: ReplayReport
  readonly failure?: { readonly code: string; readonly message: string }
}

/** Replays of files that somebody who may write into the data folder has laid into `replays/`; one runs at a time. */
export interface Replays {
  start(
    scope: Scope,
    wish: {
      readonly file: string
      readonly name: string
      readonly source: string
      readonly rules?: string | undefined
    },
  ): string
  /** Nothing where the scope hides its source; of its incidents those that the scope lets through. */
  state(scope: Scope, id: string): ReplayState | undefined
}

const remembered = 100

/**
 * @param usual the rules that judge a replay that brings none
 * @param nameCity names the city as it is in the replay lane
 */
export function openReplays(
  engine: Engine,
  dir: string,
  usual: () => RuleBundle,
  nameCity: () => Promise<void>,
): Replays {
  const states = new Map<string, ReplayState & { readonly source: string }>()
  let last: Promise<unknown> = Promise.resolve()
  return {
    state: (scope, id) => {
      const found = states.get(id)
      if (found === undefined || !isVisible(scope, [found.source])) return undefined
      const { source: _, ...state } = found
      if (state.report === undefined) return state
      const incidents = state.report.incidents.filter(({ sources }) => isVisible(scope, sources))
      return { ...state, report: { ...state.report, incidents } }
    },
    start: (scope, { file, name, source, rules }) => {
      if (!isVisible(scope, [source])) {
        throw new TocsinError('unknown-source', `No source ${source} is yours to replay`, {
          where: source,
          fix: 'Ask whoever keeps the settings of sources to give it to your department',
        })
      }
      const path = fileIn(dir, file)
      const bundle = rules === undefined ? usual() : bundleIn(fileIn(dir, rules))
      const id = randomUUID()
      const running = { id, source, done: false, records: 0 }
      states.set(id, running)
      for (const old of [...states.keys()].slice(0, -remembered)) states.delete(old)
      last = last
        .then(nameCity)
        .then(() =>
          replay(engine, { path, name, source, rules: bundle }, ({ records }) =>
            states.set(id, { ...running, records }),
          ),
        )
        .then(
          (report) => states.set(id, { id, source, done: true, records: report.records, report }),
          (error) =>
            states.set(id, {
              id,
              source,
              done: true,
              records: 0,
              failure: {
                code: error instanceof TocsinError ? error.code : 'replay-failed',
                message: error instanceof Error ? error.message : String(error),
              },
            }),
        )
      return id
    },
  }
}

/** A plain file by its plain name: nothing outside the folder can be named, nor a link to it. */
function fileIn(dir: string, name: string): string {
  const path = join(dir, name)
  if (!/^[\w-][\w.-]{0,254}$/.test(name) || !lstatSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new TocsinError('no-such-file', 'There is no such file in the folder of replays', {
      fix: 'Use `tocsin replay FILE` on the machine that runs Tocsin',
    })
  }
  return path
}

function bundleIn(path: string) {
  const bytes = readFileSync(path)
  const files = unpackRules(bytes)
  if (!files.ok) throw new TocsinError(files.error.code, files.error.message, { fix: files.error.fix })
  return packRules(files.value.files, files.value.pipelines, [], files.value.decoders)
}
