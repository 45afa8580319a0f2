import { useEffect } from 'react'
import type { Desk } from './action.ts'

type Hands = Pick<Desk, 'list' | 'filter' | 'page' | 'work' | 'person'>

const none: Hands = {
  person: undefined,
  list: undefined,
  filter: undefined,
  page: undefined,
  work: undefined,
}
let hands: Hands = none

/** What the page on the screen gives actions to hold, now. */
export function handsNow(): Hands {
  return hands
}

/** Gives actions something to hold while the component stands on the screen. */
export function useHand<Name extends keyof Hands>(name: Name, hand: Hands[Name]): void {
  useEffect(() => {
    hands = { ...hands, [name]: hand }
    return () => {
      hands = { ...hands, [name]: undefined }
    }
  })
}
