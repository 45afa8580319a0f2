import type { Capability } from '@tocsin/capability'
import { type DeskHost, respondCapability } from '@tocsin/respond'
import { decodersCapability, knownLogsources, looksLike, type SourcesOptions, sourcesCapability } from '@tocsin/sources'
import type { StateStore } from '@tocsin/store'
import { type RuleBundle, type RuleModes, type WatchOptions, watchCapability } from '@tocsin/watch'
import type { Formats } from './decoders/index.ts'
import { checkInThread, readInThread } from './rule-check.ts'

/** The wings of this Tocsin, one entry each; what is left out is off, and the rest runs. */
export function capabilities(
  state: StateStore,
  rules: () => RuleBundle,
  modes: Pick<RuleModes, 'set' | 'standings'>,
  desk: DeskHost,
  sources: Pick<SourcesOptions, 'changed' | 'health' | 'declared' | 'catalogue' | 'doors'>,
  formats: Formats,
  tests: NonNullable<WatchOptions['tests']>,
  city: Capability,
): readonly Capability[] {
  return [
    watchCapability({
      state,
      now: Date.now,
      current: rules,
      modes,
      tests,
      known: () => [...knownLogsources, ...formats.logsources],
      check: checkInThread,
      read: readInThread,
      decoders: formats.decoders,
    }),
    respondCapability(desk),
    sourcesCapability({
      state,
      ...sources,
      decoders: formats.ids,
      look: (bytes) => looksLike(bytes, Date.now() * 1000, formats.decoders),
    }),
    decodersCapability(formats),
    city,
  ]
}
