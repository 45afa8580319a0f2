import type { ActionId } from '../actions/action.ts'
import { keyCaps } from '../actions/keys.ts'
import { keysOf } from '../actions/registry.ts'
import { useSettings } from '../app/settings.ts'

/** The keys of an action, beside its button. Not read aloud, and absent while single keys are off. */
export function KeyCaps({ of }: { readonly of: ActionId }) {
  const { keys: on } = useSettings()
  const keys = keysOf(of)
  if (keys === undefined || (!on && !keys.startsWith('mod+'))) return null
  return keyCaps(keys).map((cap) => (
    <span className="kbd" key={cap} aria-hidden="true">
      {cap}
    </span>
  ))
}
