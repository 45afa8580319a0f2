import type { Capability } from '@tocsin/capability'
import { type DeskHost, respondCapability } from '@tocsin/respond'
import {
  decoders,
  knownLogsources,
  looksLike,
  ownDecoder,
  type SourcesOptions,
  sourcesCapability,
} from '@tocsin/sources'
import type { StateStore } from '@tocsin/store'
import { type RuleBundle, type RuleModes, watchCapability } from '@tocsin/watch'
import { checkInThread, readInThread } from './rule-check.ts'

/** The wings of this Tocsin, one entry each; what is left out is off, and the rest runs. */
export function capabilities(
  state: StateStore,
  rules: () => RuleBundle,
  modes: Pick<RuleModes, 'set' | 'standings'>,
  desk: DeskHost,
  sources: Pick<SourcesOptions, 'changed' | 'health' | 'declared' | 'catalogue' | 'doors'>,
): readonly Capability[] {
  return [
    watchCapability({
      state,
      now: Date.now,
      current: rules,
      modes,
      known: () => knownLogsources,
      check: checkInThread,
      read: readInThread,
      decoders,
    }),
    respondCapability(desk),
    sourcesCapability({
      state,
      ...sources,
      decoders: decoders.map(({ id }) => id).filter((id) => id !== ownDecoder),
      look: (bytes) => looksLike(bytes, Date.now() * 1000),
    }),
  ]
}
