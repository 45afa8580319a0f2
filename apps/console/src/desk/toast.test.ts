import { expect, test, vi } from 'vitest'
import { endToast, toast, toastNow, undoNow } from './toast.ts'

test('there is one toast at a time, and an older one ends nothing but itself', () => {
  toast({ kind: 'taken', ids: ['INC-1'] })
  const first = toastNow()?.n ?? 0
  toast({ kind: 'taken', ids: ['INC-2'] })
  endToast(first)
  expect(toastNow()?.says).toEqual({ kind: 'taken', ids: ['INC-2'] })
  endToast(toastNow()?.n ?? 0)
  expect(toastNow()).toBeUndefined()
})

test('an undo is done once, and only where there is one', () => {
  const undo = vi.fn()
  toast({ kind: 'taken', ids: ['INC-1'] }, undo)
  undoNow()
  undoNow()
  expect(undo).toHaveBeenCalledTimes(1)
  toast({ kind: 'undone', ids: ['INC-1'] })
  undoNow()
  expect(toastNow()).toBeDefined()
})
