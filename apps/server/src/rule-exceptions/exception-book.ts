import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import type { RuleFile } from '@tocsin/watch'
import { z } from 'zod'
import { writeDurably } from '../write-durably.ts'
import { exceptionShape, filterOf, holdsAt, type RuleException, readyFor } from './exception.ts'

const name = '.exceptions.json'
const most = 5000
const bookShape = z.strictObject({ form: z.literal(1), exceptions: z.array(exceptionShape).max(most) })

/** Exceptions of rules: beside the folder's own rules, where backups take them. One writer. */
export interface ExceptionBook {
  /** The newest first, ended and expired ones too. */
  list(): readonly RuleException[]
  /** The filters of those that hold. */
  filters(now: number): readonly RuleFile[]
  /** @throws TocsinError `no-such-rule`, `bad-exception`, `too-many` */
  add(
    bundle: Uint8Array,
    asked: Pick<RuleException, 'rule' | 'pairs' | 'reason' | 'until' | 'who' | 'at'>,
  ): RuleException
  /** @returns nothing where there is no such one that holds */
  end(id: string, who: string, at: number): RuleException | undefined
}

/** @throws TocsinError `exceptions-damaged`: rules that speak of what nobody wants to hear must not come back unseen */
export function openExceptions(dataDir: string): ExceptionBook {
  const folder = join(dataDir, 'rules')
  let all = readAll(join(folder, name))
  const write = (next: readonly RuleException[]) => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeDurably(folder, name, `${JSON.stringify({ form: 1, exceptions: next })}\n`)
    all = next
  }
  return {
    list: () => all.toReversed(),
    filters: (now) => all.filter((one) => holdsAt(one, now)).map(filterOf),
    add: (bundle, asked) => {
      if (all.length >= most)
        throw new TocsinError('too-many', `There are ${all.length} exceptions already`, {
          fix: 'Mend the rules instead',
        })
      const number = Math.max(0, ...all.map(({ id }) => Number(id.replace('exception-', '')))) + 1
      const id = `exception-${number}`
      const made: RuleException = { ...asked, id, ...readyFor(bundle, { ...asked, id }) }
      write([...all, made])
      return made
    },
    end: (id, who, at) => {
      const found = all.find((one) => one.id === id && holdsAt(one, at))
      if (found === undefined) return undefined
      const ended = { ...found, ended: { who, at } }
      write(all.map((one) => (one.id === id ? ended : one)))
      return ended
    },
  }
}

function readAll(path: string): readonly RuleException[] {
  if (!existsSync(path)) return []
  try {
    return bookShape.parse(JSON.parse(readFileSync(path, 'utf8'))).exceptions
  } catch (cause) {
    throw new TocsinError('exceptions-damaged', 'The exceptions of rules cannot be read', {
      where: path,
      fix: 'Restore this file from a backup, or remove it: then all rules speak again',
      cause,
    })
  }
}
