import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { type Circle, checked, type SavedDraft, sees } from './saved.ts'

const nuit: Circle = { who: 'A. Quemener', role: 'analyst', departments: ['water'] }
const draft: SavedDraft = { name: 'Night shift', text: 'severity >= 3', span: 'day', columns: [], shared: 'nobody' }

describe('a saved search', () => {
  it('is seen by its owner, and by the circle that it is shared with', () => {
    const of = (shared: SavedDraft['shared']) => sees(nuit, { owner: 'B. Lund', shared })
    expect([of('nobody'), of('everyone'), of('role:analyst'), of('role:dpo')]).toEqual([false, true, true, false])
    expect([of('department:water'), of('department:light')]).toEqual([true, false])
    expect(sees(nuit, { owner: 'A. Quemener', shared: 'nobody' })).toBe(true)
    expect(sees({ ...nuit, role: undefined }, { owner: 'B. Lund', shared: 'role:undefined' })).toBe(false)
  })

  it('is refused where it cannot be read, has no name, or is shared with people of another circle', () => {
    const code = (change: Partial<SavedDraft>) => {
      const result = checked({ ...draft, ...change }, nuit)
      return result.ok ? 'kept' : result.error.code
    }
    expect(code({})).toBe('kept')
    expect(code({ text: 'usr:root' })).toBe('bad-search')
    expect(code({ name: '  ' })).toBe('bad-name')
    expect(code({ name: '@night' })).toBe('bad-name')
    expect(code({ shared: 'department:light' })).toBe('bad-shared')
    expect(code({ shared: 'department:water' })).toBe('kept')
    expect(code({ shared: 'everyone' })).toBe('kept')
  })

  test.prop([fc.string({ unit: 'binary' }), fc.string()])(
    'any name and text give a draft or a reason',
    (name, text) => {
      const result = checked({ ...draft, name, text }, nuit)
      expect(result.ok || result.error.fix !== undefined).toBe(true)
    },
  )
})
