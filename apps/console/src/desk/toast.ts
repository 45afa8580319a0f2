import type { HistoryEntry, Verdict } from '../api/contract.ts'

/** What a toast says; its words come when it is shown. */
export type Says =
  | { readonly kind: 'taken' | 'released' | 'reopened' | 'noted' | 'undone'; readonly ids: readonly string[] }
  | { readonly kind: 'closed'; readonly ids: readonly string[]; readonly verdict: Verdict }
  | {
      readonly kind: 'quieted'
      readonly ids: readonly string[]
      readonly verdict: Verdict
      readonly quietUntil: number
    }
  /** Somebody opened it by hand. */
  | { readonly kind: 'opened'; readonly id: string }
  /** Somebody was faster. */
  | { readonly kind: 'conflict'; readonly id: string; readonly last: HistoryEntry | undefined }
  | { readonly kind: 'partly'; readonly done: number; readonly failed: number }
  | { readonly kind: 'failed'; readonly message: string }

export interface Toast {
  readonly n: number
  readonly says: Says
  /** Absent where there is nothing to take back. */
  readonly undo: (() => void) | undefined
}

let current: Toast | undefined
let next = 1
const watchers = new Set<() => void>()

export function toastNow(): Toast | undefined {
  return current
}

/** Shows a toast in the place of the one before: there is one at a time. */
export function toast(says: Says, undo?: () => void): void {
  put({ n: next++, says, undo })
}

/** Ends a toast; one that came after it stays. */
export function endToast(n: number): void {
  if (current?.n === n) put(undefined)
}

/** Takes back what the toast on the screen tells of. */
export function undoNow(): void {
  const shown = current
  if (shown?.undo === undefined) return
  put(undefined)
  shown.undo()
}

export function watchToast(tell: () => void): () => void {
  watchers.add(tell)
  return () => watchers.delete(tell)
}

function put(shown: Toast | undefined): void {
  current = shown
  for (const tell of watchers) tell()
}
