import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { filesBelow } from './pieces.ts'
import { finishRestore, isEmptyFolder, swapFolder } from './swap-folder.ts'

const names = ['state.sqlite', 'log', 'events', 'tocsin.yml', 'rules', 'keys']
const anyEntries = fc.subarray(names)

function lay(dir: string, entries: readonly string[], text: string): void {
  mkdirSync(dir, { recursive: true })
  for (const name of entries) {
    if (name.includes('.')) writeFileSync(join(dir, name), text)
    else {
      mkdirSync(join(dir, name))
      writeFileSync(join(dir, name, 'inner'), text)
    }
  }
}

async function texts(dir: string): Promise<Record<string, string>> {
  const files = (await filesBelow(dir)).filter(({ path }) => !path.startsWith('lock'))
  return Object.fromEntries(files.map(({ path }) => [path, readFileSync(join(dir, path), 'utf8')]))
}

/** Ends at the n-th step, as a crash would: nothing after it is done. */
function until(n: number) {
  let now = 0
  return () => {
    if (now++ === n) throw new Error('the power went')
  }
}

function crashing(work: (step: () => void) => void, n: number): boolean {
  try {
    work(until(n))
    return false
  } catch (error) {
    expect((error as Error).message).toBe('the power went')
    return true
  }
}

test.prop([anyEntries, anyEntries, fc.nat(18), fc.nat(18)], { numRuns: 150 })(
  'a crash at any step, and another while that is mended, ends with all of the old or all of the new',
  async (before, after, first, second) => {
    const dir = mkdtempSync(join(tmpdir(), 'swap-'))
    try {
      lay(dir, before, 'old')
      writeFileSync(join(dir, 'lock'), '{}')
      lay(join(dir, 'restoring'), after, 'new')
      const old = Object.fromEntries(Object.entries(await texts(dir)).filter(([path]) => !path.startsWith('restoring')))
      const crashed = crashing((step) => swapFolder(dir, step), first)
      const begun = !crashed || first > 0
      if (crashed) crashing((step) => finishRestore(dir, step), second)
      finishRestore(dir)
      const now = await texts(dir)
      if (begun) {
        expect(Object.values(now).every((text) => text === 'new')).toBe(true)
        expect(
          readdirSync(dir)
            .filter((name) => name !== 'lock')
            .sort(),
        ).toEqual([...after].sort())
      } else expect(now).toEqual(old)
      expect(existsSync(join(dir, 'lock'))).toBe(true)
    } finally {
      rmSync(dir, { recursive: true })
    }
  },
)

test('what a restore left that never came to the exchange is cleared', () => {
  const dir = mkdtempSync(join(tmpdir(), 'swap-'))
  lay(dir, ['log'], 'old')
  lay(join(dir, 'restoring'), ['log'], 'half')
  finishRestore(dir)
  expect(readdirSync(dir)).toEqual(['log'])
  expect(isEmptyFolder(dir)).toBe(false)
  rmSync(dir, { recursive: true })
})

test('a journal that cannot be read stops before anything is moved', () => {
  const dir = mkdtempSync(join(tmpdir(), 'swap-'))
  lay(dir, ['log'], 'old')
  writeFileSync(join(dir, 'restore.json'), '{')
  expect(() => finishRestore(dir)).toThrow(/cannot be read/)
  expect(readdirSync(dir).sort()).toEqual(['log', 'restore.json'])
  rmSync(dir, { recursive: true })
})
