import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { folderLimits, readRuleFolder, readTestFolder } from './folder.ts'

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'rules-'))
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

function write(path: string, text: string | Uint8Array = 'title: x'): void {
  mkdirSync(join(place, path, '..'), { recursive: true })
  writeFileSync(join(place, path), text)
}

const paths = (files: readonly { readonly path: string }[]) => files.map(({ path }) => path)

describe('a folder of rules', () => {
  test('gives its YAML files under its own name, sorted, without tests and hidden files', async () => {
    for (const path of ['r/b.yml', 'r/a/c.yaml', 'r/a.test.yml', 'r/README.md', 'r/.git/x.yml']) write(path)
    const { files, refused, passed } = await readRuleFolder([join(place, 'r')])
    expect(paths(files)).toEqual(['r/a/c.yaml', 'r/b.yml'])
    expect(refused).toEqual([])
    expect(passed).toEqual(['r/README.md', 'r/a.test.yml'])
  })

  test('gives the tests beside its rules apart, under the same paths', async () => {
    for (const path of ['r/b.yml', 'r/a/b.test.yml', 'r/c.test.yaml', 'r/test.yml']) write(path)
    const { files, refused } = await readTestFolder([join(place, 'r')])
    expect(paths(files)).toEqual(['r/a/b.test.yml', 'r/c.test.yaml'])
    expect(refused).toEqual([])
  })

  test('may be several, or a single file; names that meet are kept apart', async () => {
    for (const path of ['one/rules/a.yml', 'two/rules/a.yml', 'single.yml']) write(path)
    const { files } = await readRuleFolder(['one/rules', 'two/rules', 'single.yml'].map((path) => join(place, path)))
    expect(paths(files)).toEqual(['rules-2/a.yml', 'rules/a.yml', 'single.yml'])
  })

  test('that is missing is said, and the others are read', async () => {
    write('r/a.yml')
    const { files, refused } = await readRuleFolder([join(place, 'none'), join(place, 'r')])
    expect(files).toHaveLength(1)
    expect(refused).toMatchObject([{ path: 'none', reason: 'missing' }])
  })

  test('does not follow links out of it, nor in a circle', async () => {
    write('secret.yml')
    write('r/a.yml')
    symlinkSync(join(place, 'secret.yml'), join(place, 'r', 'leak.yml'))
    symlinkSync(join(place, 'r'), join(place, 'r', 'again'))
    symlinkSync(join(place, 'r', 'a.yml'), join(place, 'r', 'b.yml'))
    const { files, refused } = await readRuleFolder([join(place, 'r')])
    expect(paths(files)).toEqual(['r/a.yml'])
    expect(refused).toMatchObject([{ path: 'r/leak.yml', reason: 'outside' }])
  })

  test('refuses files that are too large, too many, too deep or not UTF-8', async () => {
    write('r/large.yml', 'x'.repeat(101))
    write('r/latin.yml', new Uint8Array([0xe9]))
    write('r/deep/deep/a.yml')
    for (const n of [1, 2, 3, 4]) write(`r/many${n}.yml`)
    const { files, refused } = await readRuleFolder([join(place, 'r')], {
      files: 3,
      bytesPerFile: 100,
      bytes: 1000,
      depth: 2,
    })
    expect(paths(files)).toEqual(['r/many1.yml', 'r/many2.yml', 'r/many3.yml'])
    expect(refused.map(({ path, reason }) => [path, reason])).toEqual([
      ['r/deep/deep', 'too-deep'],
      ['r/large.yml', 'too-large'],
      ['r/latin.yml', 'not-utf8'],
      ['r', 'too-many-files'],
    ])
    expect(refused.every(({ fix }) => fix.length > 0)).toBe(true)
  })

  test('gives no more bytes than a bundle may hold', async () => {
    for (const n of [1, 2, 3]) write(`r/${n}.yml`, 'x'.repeat(40))
    const { files, refused } = await readRuleFolder([join(place, 'r')], { ...folderLimits, bytes: 100 })
    expect(files).toHaveLength(2)
    expect(refused).toMatchObject([{ path: 'r/3.yml', reason: 'too-much' }])
  })

  test('has bounds that hold the whole of the public rules', () => {
    expect(folderLimits).toMatchObject({ files: 20_000, bytesPerFile: 2_097_152 })
  })
})
