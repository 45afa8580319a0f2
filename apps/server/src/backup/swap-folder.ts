import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { TocsinError } from '@tocsin/kit'
import { writeDurably } from '../write-durably.ts'

/**
 * Puts a restored data folder in the place of what was there, entry by entry, so that a folder which is a mount point can be
 * restored too. A journal says how far it is: a crash at any step is followed by going on, so that all of the old or all of the
 * new is there.
 */
export const restoringName = 'restoring'
const asideName = 'replaced'
const journalName = 'restore.json'

/** `aside`: the old entries go aside. `placing`: the new ones come. */
type Phase = 'aside' | 'placing'

/** Names of this process and of the exchange itself. */
function isOwn(name: string): boolean {
  return [restoringName, asideName, journalName, 'lock'].includes(name) || name.startsWith('lock.')
}

/** Whether a data folder holds nothing that a restore would replace. */
export function isEmptyFolder(dataDir: string): boolean {
  return !existsSync(dataDir) || readdirSync(dataDir).every(isOwn)
}

/** Exchanges; what was there is removed once all of the new is in its place. Hold the data lock. */
export function swapFolder(dataDir: string, step: (name: string) => void = () => undefined): void {
  step('begin the exchange')
  writeDurably(dataDir, journalName, JSON.stringify({ phase: 'aside' satisfies Phase }))
  finishRestore(dataDir, step)
}

/** Goes on with an exchange that a crash ended, and clears what a restore left that never came so far. Hold the data lock. */
export function finishRestore(dataDir: string, step: (name: string) => void = () => undefined): void {
  if (!existsSync(dataDir)) return
  let phase = phaseIn(dataDir)
  const [restoring, aside] = [join(dataDir, restoringName), join(dataDir, asideName)]
  if (phase === 'aside') {
    mkdirSync(aside, { recursive: true, mode: 0o700 })
    for (const name of readdirSync(dataDir)) {
      if (isOwn(name)) continue
      step(`set ${name} aside`)
      renameSync(join(dataDir, name), join(aside, name))
    }
    step('begin to place')
    writeDurably(dataDir, journalName, JSON.stringify({ phase: 'placing' satisfies Phase }))
    phase = 'placing'
  }
  if (phase === 'placing') {
    for (const name of existsSync(restoring) ? readdirSync(restoring) : []) {
      if (isOwn(name)) continue
      step(`place ${name}`)
      renameSync(join(restoring, name), join(dataDir, name))
    }
    step('end the exchange')
    rmSync(join(dataDir, journalName))
  }
  step('clear up')
  rmSync(restoring, { recursive: true, force: true })
  rmSync(aside, { recursive: true, force: true })
}

function phaseIn(dataDir: string): Phase | undefined {
  const path = join(dataDir, journalName)
  if (!existsSync(path)) return undefined
  const text = readFileSync(path, 'utf8')
  if (text.includes('"aside"')) return 'aside'
  if (text.includes('"placing"')) return 'placing'
  throw new TocsinError('restore-damaged', 'How far a restore came cannot be read', {
    where: path,
    fix: `Look into ${asideName} and ${restoringName} beside it: the one holds the old data, the other what of the new is not placed`,
  })
}
