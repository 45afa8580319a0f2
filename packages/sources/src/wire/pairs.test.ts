import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { readPairs } from './pairs.ts'

function pairsOf(text: string, start = 0): { pairs: Record<string, string>; words: string[] } {
  const pairs: Record<string, string> = {}
  const words: string[] = []
  readPairs(
    text,
    start,
    (key, value, from, to) => {
      expect(text.slice(from, to)).toBe(value)
      pairs[key] = value
    },
    (word) => words.push(word),
  )
  return { pairs, words }
}

describe('pairs', () => {
  test.each([
    ['a=1 b="two words" c=\'three\'', { a: '1', b: 'two words', c: 'three' }, []],
    ['IN=eth0 OUT= DF PROTO=TCP', { IN: 'eth0', OUT: '', PROTO: 'TCP' }, ['DF']],
    ['to=<x@y>, relay=mx[192.0.2.1]:25', { to: '<x@y>', relay: 'mx[192.0.2.1]:25' }, []],
    ['a="open b=2', { a: '"open', b: '2' }, []],
    ['a="with \\" inside" b=2', { a: 'with \\" inside', b: '2' }, []],
    ['é=1 x=2', { x: '2' }, ['é=1']],
  ])('%s', (text, pairs, words) => {
    expect(pairsOf(text)).toEqual({ pairs, words })
  })

  test.prop([fc.string({ unit: 'binary', maxLength: 200 })])('any text ends, with every value in its place', (text) => {
    pairsOf(text)
  })

  test.each(['a="', '=', 'a=', "a='\\", 'a '])('a flood of %s is read', (part) => {
    pairsOf(part.repeat(100_000))
  })
})
