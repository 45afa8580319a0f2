/** What a thing does when its power, network or commands are gone. */
export type FailSafe = (typeof failSafeStates)[number]

export const failSafeStates = [
  /** It goes on as it was last told, on its own program. */
  'goes-on',
  /** It keeps its last output: a valve stays where it is. */
  'holds',
  /** It goes to a state in which nobody is hurt: flashing amber, lift stopped at a floor. */
  'safe-state',
  /** It stops. */
  'stops',
  /** It opens: doors unlock, breakers open. */
  'opens',
  /** What it does may hurt people. */
  'unsafe',
] as const
