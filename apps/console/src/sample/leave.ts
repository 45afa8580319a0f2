import { get, post } from '../api/client.ts'
import type { SessionState } from '../api/contract.ts'

const everyMs = 400

/** Ends the sample city, waits until the own house stands at the same address, and goes to its first account. */
export async function leaveSample(): Promise<void> {
  const { link } = await post<{ readonly link: string }>('/sample/leave', {})
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, everyMs))
    // While one house closes and the other opens, nobody answers.
    const state = await get<SessionState>('/session/state').catch(() => undefined)
    if (state === undefined || state.sample !== null) continue
    location.assign(state.firstAccount ? `/welcome#link=${link}` : '/queue')
    return
  }
}
