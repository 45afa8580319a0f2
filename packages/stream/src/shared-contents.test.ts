import type { CityControl } from '@tocsin/capability'
import { expect, test } from 'vitest'
import { sharedContents } from './shared-contents.ts'

const city = (number: number, ...layers: string[]): CityControl => ({
  kind: 'city',
  number,
  plan: `plan-${number}`,
  layers,
})

test('what was given or read once is one copy in shared memory, and goes with the version that named it', () => {
  const reads: string[] = []
  const contents = sharedContents((name) => {
    reads.push(name)
    if (name === 'lost') throw new Error('lost')
    return new TextEncoder().encode(name)
  })
  const base = new TextEncoder().encode('base')
  contents.keep(city(1, 'base'), [['base', base]])
  const first = contents.of(city(1, 'base'))
  const second = contents.of(city(2, 'base', 'more'))
  expect(second.get('base')).toBe(first.get('base'))
  expect(second.get('base')?.buffer).toBeInstanceOf(SharedArrayBuffer)
  expect(reads).toEqual(['plan-1', 'plan-2', 'more'])
  contents.of(city(3, 'other'))
  contents.of(city(4, 'base'))
  expect(reads.slice(3)).toEqual(['plan-3', 'other', 'plan-4', 'base'])
  expect([...contents.of(city(5, 'lost')).keys()]).toEqual(['plan-5'])
})

test('what was appended stays in memory until it is read back from the log', () => {
  const contents = sharedContents(() => {
    throw new Error('not on the disk')
  })
  contents.keep(city(1, 'base'), [
    ['plan-1', new Uint8Array(1)],
    ['base', new Uint8Array(1)],
  ])
  contents.keep(city(2, 'base'), [['plan-2', new Uint8Array(2)]])
  expect([...contents.of(city(1, 'base')).keys()]).toEqual(['plan-1', 'base'])
  expect([...contents.of(city(2, 'base')).keys()]).toEqual(['plan-2', 'base'])
})
