import { bindingsOf, looksLike, profilesOf, type SourcesHealth, sourcesHealth, zonesOf } from '@tocsin/sources'
import { everything } from '@tocsin/store'
import type { Formats } from './decoders/index.ts'
import type { Engine } from './engine.ts'

/** What is known of sources, and the way to make it hold where frames are received. */
export interface DeclaredSources {
  readonly health: SourcesHealth
  /** Gives the receiver and the health what is declared now; resolves when the receiver goes by it. */
  declared(): Promise<void>
}

export async function openSources(
  engine: Pick<Engine, 'state' | 'keep' | 'receive'>,
  formats: Pick<Formats, 'bound' | 'decoders'>,
): Promise<DeclaredSources> {
  const { state } = engine
  const health = sourcesHealth({
    state,
    now: Date.now,
    news: () => engine.keep('senders'),
    looksLike: (bytes) => looksLike(bytes, Date.now() * 1000, formats.decoders).likely[0]?.decoder,
  })
  const declared = async () => {
    const [profiles, zones] = await Promise.all([profilesOf(state, everything), zonesOf(state, everything)])
    health.declared(profiles)
    await engine.receive('bind', formats.bound(bindingsOf(profiles, zones)))
  }
  await health.restore()
  await declared()
  return { health, declared }
}
