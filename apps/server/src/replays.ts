import { randomUUID } from 'node:crypto'
import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TocsinError } from '@tocsin/kit'
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
  start(wish: {
    readonly file: string
    readonly name: string
    readonly source: string
    readonly rules?: string | undefined
  }): string
  state(id: string): ReplayState | undefined
}

const remembered = 100

/** @param usual the rules that judge a replay that brings none */
export function openReplays(engine: Engine, dir: string, usual: () => RuleBundle): Replays {
  const states = new Map<string, ReplayState>()
  let last: Promise<unknown> = Promise.resolve()
  return {
    state: (id) => states.get(id),
    start: ({ file, name, source, rules }) => {
      const path = fileIn(dir, file)
      const bundle = rules === undefined ? usual() : bundleIn(fileIn(dir, rules))
      const id = randomUUID()
      const running = { id, done: false, records: 0 }
      states.set(id, running)
      for (const old of [...states.keys()].slice(0, -remembered)) states.delete(old)
      last = last
        .then(() =>
          replay(engine, { path, name, source, rules: bundle }, ({ records }) =>
            states.set(id, { ...running, records }),
          ),
        )
        .then(
          (report) => states.set(id, { id, done: true, records: report.records, report }),
          (error) =>
            states.set(id, {
              id,
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
  return packRules(files.value)
}
