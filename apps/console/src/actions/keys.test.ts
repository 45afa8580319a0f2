import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { hear, keyCaps, strokeName } from './keys.ts'

const bound = ['j', 'g q', 'g s', '?', 'mod+k']
const bare = { ctrlKey: false, metaKey: false, altKey: false }

test('a single key is complete at once', () => {
  expect(hear(undefined, 'j', bound)).toEqual({ pending: undefined, complete: 'j' })
})

test('a sequence waits for its second key', () => {
  expect(hear(undefined, 'g', bound)).toEqual({ pending: 'g', complete: undefined })
  expect(hear('g', 'q', bound)).toEqual({ pending: undefined, complete: 'g q' })
})

test('a key that continues nothing starts anew', () => {
  expect(hear('g', 'j', bound)).toEqual({ pending: undefined, complete: 'j' })
  expect(hear('g', 'z', bound)).toEqual({ pending: undefined, complete: undefined })
})

test('strokes are named as the registry writes them', () => {
  expect(strokeName({ ...bare, key: '?' })).toBe('?')
  expect(strokeName({ ...bare, key: 'K', metaKey: true })).toBe('mod+k')
  expect(strokeName({ ...bare, key: 'Shift' })).toBeUndefined()
  expect(strokeName({ ...bare, key: 'j', altKey: true })).toBeUndefined()
})

test('keys are printed as they stand on a keyboard', () => {
  expect(keyCaps('g q')).toEqual(['g', 'q'])
  expect(keyCaps('mod+k')).toEqual(['Ctrl K'])
  expect(keyCaps('enter')).toEqual(['↵'])
})

test.prop([fc.array(fc.constantFrom('g', 'j', 'q', 's', 'x', '?'))])(
  'only keys that are bound are ever complete',
  (strokes) => {
    let pending: string | undefined
    for (const stroke of strokes) {
      const heard = hear(pending, stroke, bound)
      pending = heard.pending
      expect(heard.complete === undefined || bound.includes(heard.complete)).toBe(true)
    }
  },
)
