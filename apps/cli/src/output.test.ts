import { fc, test } from '@fast-check/vitest'
import { TocsinError } from '@tocsin/kit'
import { afterEach, beforeEach, describe, expect, vi } from 'vitest'
import { exitCodes, json, plain, table, tell, when } from './output.ts'

let out = ''
let err = ''
beforeEach(() => {
  out = ''
  err = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text
    return true
  })
})
afterEach(() => vi.restoreAllMocks())

/** What a terminal obeys, or what turns the order in which a line is read. */
const obeyed = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

describe('text from outside', () => {
  test.each([
    ['a terminal escape', '\x1b]0;owned\x07', '\\u001b]0;owned\\u0007'],
    ['C1, which some terminals obey in UTF-8 too', '\x9b2J', '\\u009b2J'],
    ['a line break that would forge a line', 'a\nINC-1  critical', 'a\\u000aINC-1  critical'],
    ['a direction override', 'invoice\u202efdp.exe', 'invoice\\u202efdp.exe'],
    ['a mark of direction', '\u061ca', '\\u061ca'],
    ['a character of no width', 'adm\u200bin', 'adm\\u200bin'],
    ['a tag outside the basic plane', '\u{e0041}', '\\udb40\\udc41'],
    ['half a pair', '\ud800', '\\ud800'],
    ['what people write', 'Zoé — 日本 🚦', 'Zoé — 日本 🚦'],
  ])('%s', (_, text, shown) => {
    expect(plain(text)).toBe(shown)
  })

  test.prop([fc.string({ unit: 'binary' })])('never holds what a terminal obeys', (text) => {
    expect(obeyed.test(plain(text))).toBe(false)
  })

  test.prop([fc.record({ text: fc.string({ unit: 'binary' }) })])(
    'as JSON is one safe line that says the same',
    (value) => {
      out = ''
      json(value)
      expect(out.endsWith('\n')).toBe(true)
      expect(obeyed.test(out.slice(0, -1))).toBe(false)
      expect(JSON.parse(out)).toEqual(value)
    },
  )
})

describe('a failure', () => {
  test('names the thing, its place and the remedy', () => {
    expect(tell(new TocsinError('x', 'It is \x1b[31mgone', { where: '/a\nb', fix: 'Look' }))).toBe(exitCodes.failed)
    expect(err).toBe('It is \\u001b[31mgone (/a\\u000ab)\n  Look\n')
  })

  test('that lies in how the command was written says so by its exit code', () => {
    expect(tell(new TocsinError('bad-search', 'There is no field'))).toBe(exitCodes.usage)
  })

  test.each([
    ['ENOENT', 'There is no such file or folder (/x)'],
    ['EROFS', 'The file system is read-only (/x)'],
    ['ENOSPC', 'The disk is full (/x)'],
    ['ENOTDIR', 'A file stands where a folder is needed (/x)'],
  ])('of the operating system (%s) is told in words', (code, said) => {
    expect(tell(Object.assign(new Error(`${code}: raw`), { code, path: '/x' }))).toBe(exitCodes.failed)
    expect(err.split('\n')[0]).toBe(said)
    expect(err).not.toContain(' at ')
  })

  test('of our own making asks to be reported, with where it happened', () => {
    expect(tell(new TypeError('oops'))).toBe(exitCodes.failed)
    expect(err).toContain('please report it')
    expect(err).toContain('output.test.ts')
  })
})

test('columns are as wide as their widest cell', () => {
  table([
    ['a', 'bb', 'c'],
    ['aaa', 'b', ''],
  ])
  expect(out).toBe('a    bb  c\naaa  b\n')
})

test.prop([fc.double()])('any time can be shown', (milliseconds) => {
  expect(when(milliseconds)).toMatch(/Z$|^unknown time$/)
})
