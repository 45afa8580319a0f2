import { useEffect } from 'react'
import { settings } from '../app/settings.ts'
import type { Desk } from './action.ts'
import { hear, strokeName } from './keys.ts'
import { actions, isAllowed } from './registry.ts'

/** Milliseconds within which the second key of a sequence must come. */
const patience = 1500
const bound = actions.flatMap(({ keys }) => (keys === undefined ? [] : [keys]))

/** Performs actions by their keys, except in text fields, in dialogs, and where a focused control wants the key itself. */
export function useKeys(desk: () => Desk): void {
  useEffect(() => {
    let pending: string | undefined
    let since = 0
    const listen = (event: KeyboardEvent) => {
      const stroke = strokeName(event)
      if (stroke === undefined || event.defaultPrevented || isTaken(event, stroke)) return
      if (Date.now() - since > patience) pending = undefined
      const heard = hear(pending, stroke, bound)
      pending = heard.pending
      since = Date.now()
      const now = desk()
      const action = actions.find((one) => one.keys === heard.complete && one.keys !== undefined && isAllowed(one, now))
      if (action === undefined) return
      event.preventDefault()
      action.perform(now)
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [desk])
}

function isTaken({ target }: KeyboardEvent, stroke: string): boolean {
  if (stroke.startsWith('mod+')) return false
  if (!settings().keys || document.querySelector('dialog[open]') !== null) return true
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('input:not([type=checkbox]), select, textarea, [contenteditable]')) return true
  // Enter belongs to the button or link that has the focus.
  return stroke === 'enter' && target.closest('button, a, summary') !== null
}
