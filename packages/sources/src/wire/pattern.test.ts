import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { pattern } from './pattern.ts'
import { phrases } from './phrases.ts'

function read(source: string, text: string, start = 0): Record<string, unknown> | undefined {
  const fields: Record<string, unknown> = {}
  const found = pattern(source, { told: true }).match(text, start, (name, value, from, to) => {
    fields[name] = value
    if (typeof value === 'string') expect(text.slice(from, to)).toBe(value)
  })
  return found ? fields : undefined
}

describe('a pattern', () => {
  test.each([
    ['from %{ip:a}:%{int:b}', 'from 198.51.100.7:443 x', { a: '198.51.100.7', b: 443, told: true }],
    ['from %{ip:a}:%{int:b}', 'from 2001:db8::7:443', { a: '2001:db8::7', b: 443, told: true }],
    ['from %{ip:a} port %{int:b}', 'from 2001:db8::7 port 22', { a: '2001:db8::7', b: 22, told: true }],
    ['user "%{text:u}" in', 'user "a b" in "c" in', { u: 'a b', told: true }],
    ["ran '%{last:c}'", "ran 'echo 'x''", { c: "echo 'x'", told: true }],
    ['%{word:a}(%{int:b}) %{rest:c}', 'x(7) and more', { a: 'x', b: 7, c: 'and more', told: true }],
    ['%{text}: %{rest:c}', 'noise: kept', { c: 'kept', told: true }],
    ['n=%{int:n}', 'n=12345678901234567890', { n: '12345678901234567890', told: true }],
    ['plain words', 'plain words', { told: true }],
    ['reason [%{text:why}]', 'reason []', { told: true }],
  ])('%s reads %s', (source, text, fields) => {
    expect(read(source, text)).toEqual(fields)
  })

  test.each([
    ['n=%{int:n}', 'n=x'],
    ['%{word:a} b', 'ab'],
    ['from %{ip:a} ', 'from host '],
    ['a %{text:b}" c', 'a b'],
    ['a', ''],
  ])('%s does not read %s, and puts nothing', (source, text) => {
    expect(read(source, text)).toBeUndefined()
  })

  test('reads from where it is told to', () => {
    expect(read('b %{rest:c}', 'a b c', 2)).toEqual({ c: 'c', told: true })
  })

  test('a type that does not exist is a mistake of ours', () => {
    expect(() => pattern('%{name:x}')).toThrow('no type')
  })

  test.prop([fc.string({ unit: 'binary', maxLength: 200 })])('any text is read or not, never an exception', (text) => {
    for (const source of ['%{ip:a}:%{int:b} ', '%{text:a}[%{ip:b}]', "%{last:a}'%{rest:b}", '%{word:a}=%{word:b}']) {
      read(source, text)
      read(source, text, text.length)
    }
  })
})

describe('phrases', () => {
  const common = { logsources: [{ service: 'common' }] }
  const special = { logsources: [{ service: 'special' }] }
  const say = phrases(
    [
      ['login of %{word:user} from %{ip:src_ip}', {}, special],
      ['login of %{rest:user}', { action: 'login' }],
      ['%{word:user} left'],
    ],
    common,
  )
  const said = (text: string) => {
    const fields: Record<string, unknown> = {}
    const meaning = say(text, 0, (name, value) => {
      fields[name] = value
    })
    return meaning === undefined ? undefined : { ...fields, service: meaning.logsources[0]?.service }
  }

  test('the first that fits is read, with its own meaning or the common one', () => {
    expect(said('login of alice from 192.0.2.1')).toEqual({ user: 'alice', src_ip: '192.0.2.1', service: 'special' })
    expect(said('login of alice from afar')).toEqual({ user: 'alice from afar', action: 'login', service: 'common' })
    expect(said('bob left')).toEqual({ user: 'bob', service: 'common' })
    expect(said('nothing like it')).toBeUndefined()
  })
})
