import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { en } from './en.ts'
import { fr } from './fr.ts'

const plural = /_(one|many|other)$/

function leaves(tree: object, path = ''): readonly (readonly [string, string])[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as const] : leaves(value, `${path}${key}.`),
  )
}

const english = new Map(leaves(en))
const french = new Map(leaves(fr))
const names = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

test('both languages have the same keys', () => {
  const bases = (words: ReadonlyMap<string, string>) => [
    ...new Set([...words.keys()].map((key) => key.replace(plural, ''))),
  ]
  expect(bases(french)).toEqual(bases(english))
})

test('a plural has every form that its language needs (CLDR)', () => {
  for (const key of english.keys()) {
    if (!key.endsWith('_one')) continue
    const base = key.replace(plural, '')
    expect(english.has(`${base}_other`), base).toBe(true)
    expect(french.has(`${base}_many`) && french.has(`${base}_other`), base).toBe(true)
  }
})

test('a sentence takes the same figures in both languages', () => {
  for (const [key, text] of english) {
    const told = french.get(key)
    if (told !== undefined) expect(names(told), key).toEqual(names(text))
  }
})

test('every word is said somewhere', () => {
  const source = join(import.meta.dirname, '..')
  const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.') && !file.startsWith('words'))
    .map((file) => readFileSync(join(source, file), 'utf8'))
    .join('\n')
  const unsaid = [...english.keys()]
    .map((key) => key.replace(plural, ''))
    .filter((key) => {
      const tree = key.startsWith('action.') ? 'action' : key.split('.').slice(0, -1).join('.')
      return !code.includes(`'${key}'`) && !code.includes(`\`${tree}.\${`)
    })
  expect(unsaid).toEqual([])
})

test('no word is empty', () => {
  for (const [key, text] of [...english, ...french]) expect(text.trim().length, key).toBeGreaterThan(0)
})

test('French sets a no-break space before its high signs and inside guillemets', () => {
  for (const [key, text] of french) {
    // A colon inside of what a person types (field:value) is no punctuation.
    expect(text, key).not.toMatch(/ [:;!?»]|« /u)
    expect(text, key).not.toMatch(/[\p{L}\d}][;!?»]|«[^\u00a0]/u)
  }
})

test('only the words of one language are fetched: a file of words has no other language in it', () => {
  for (const [own, other] of [
    ['en', 'fr'],
    ['fr', 'en'],
  ] as const) {
    const files = [`${own}.ts`, ...readdirSync(join(import.meta.dirname, own)).map((file) => join(own, file))]
    for (const file of files) {
      const code = readFileSync(join(import.meta.dirname, file), 'utf8')
      for (const [, what, from] of code.matchAll(/^import (.*) from '(.*)'/gm)) {
        if (what?.startsWith('type ')) continue
        expect(from, file).toMatch(new RegExp(`/${own}/[a-z-]+\\.ts$`))
        expect(from, file).not.toContain(`/${other}/`)
      }
    }
  }
})
