import type { Host } from '@tocsin/capability'
import { closedAfter, insertMark, isMarked } from './work.repository.ts'

const done = 'closed-beside'

/** Says beside incidents that they are closed, of those that were closed before that was kept: once, at a start. */
export async function tellClosed(host: Pick<Host, 'ask' | 'state'>): Promise<void> {
  if (await isMarked(host.state, done)) return
  for (let after = ''; ; ) {
    const ids = await closedAfter(host.state, after)
    const last = ids.at(-1)
    if (last === undefined) break
    after = last
    const answer = await host.ask(
      'closing',
      ids.map((incident) => ({ incident, closed: true })),
    )
    if (answer.kind !== 'answer') return
    await host.state.transact(answer.value)
  }
  await host.state.transact([insertMark(done)])
}
