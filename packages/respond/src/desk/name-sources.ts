import type { Host } from '@tocsin/capability'
import { everything } from '@tocsin/store'
import { closedWithoutSources, keepClosedSources } from './work.repository.ts'

/**
 * Keeps what incidents rest on that were closed before sources were kept beside them; to be asked once at start.
 *
 * What nobody knows any more stays without, and is counted for those alone who see everything.
 */
export async function nameClosedSources(host: Pick<Host, 'ask' | 'state'>): Promise<void> {
  let after = ''
  for (;;) {
    const ids = await closedWithoutSources(host.state, after)
    const last = ids.at(-1)
    if (last === undefined) return
    after = last
    const answer = await host.ask('incidents', ids, everything)
    if (answer.kind === 'answer') await keepClosedSources(host.state, answer.value)
  }
}
