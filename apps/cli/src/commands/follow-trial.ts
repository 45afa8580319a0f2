import { TocsinError } from '@tocsin/kit'
import type { BackTestReport, BackTestState } from '@tocsin/server'
import { ask, type LocalServer } from '../data-folder.ts'

/** Milliseconds between two questions about how far it is. */
const every = 400

/**
 * Follows a trial that the server runs to its end; Ctrl-C ends the trial too.
 *
 * @throws TocsinError as the trial failed, `cancelled`
 */
export async function followTrial(
  server: LocalServer,
  id: string,
  show: (progress: { readonly share: number; readonly events: number; readonly hits: number }) => void,
): Promise<BackTestReport> {
  const path = `/api/rules/back-test/${id}`
  const stop = () => {
    void ask(server, 'DELETE', path).finally(() => process.exit(130))
  }
  process.once('SIGINT', stop)
  try {
    for (;;) {
      const state = await ask<BackTestState>(server, 'GET', path)
      if (state.state === 'done') return state.report
      if (state.state === 'failed') {
        const { code, message, ...place } = state.failure
        throw new TocsinError(code, message, place)
      }
      if (state.state === 'cancelled') throw new TocsinError('cancelled', 'The trial was cancelled')
      if (state.state === 'running') show(state.progress)
      await new Promise((resolve) => setTimeout(resolve, every))
    }
  } finally {
    process.off('SIGINT', stop)
  }
}
