import { type ChildProcess, fork } from 'node:child_process'
import { type Answered, type StoryName, type Told, townProcess } from '@tocsin/range'

/** The sample city's devices, in a process of their own that knows nothing of Tocsin but its doors. */
export interface TownProcess {
  /** Where its broker listens: `mqtt://127.0.0.1:40123`. */
  readonly broker: string
  live(how: Omit<Extract<Told, { tell: 'live' }>, 'tell'>): Promise<void>
  story(name: StoryName): void
  pause(paused: boolean): void
  close(): Promise<void>
}

/** Starts the process. @param failed hears where it ends by itself */
export async function startTown(failed: (error: Error) => void): Promise<TownProcess> {
  const child = fork(townProcess, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] })
  let leaving = false
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve()
      if (!leaving) failed(new Error(`The sample city ended by itself (${signal ?? code})`))
    })
  })
  const { broker } = await answer(child, (said): said is { broker: number } => 'broker' in said)
  const tell = (told: Told) => child.connected && child.send(told)
  return {
    broker: `mqtt://127.0.0.1:${broker}`,
    live: async (how) => {
      const living = answer(child, (said): said is { living: true } => 'living' in said)
      tell({ tell: 'live', ...how })
      await living
    },
    story: (name) => void tell({ tell: 'story', name }),
    pause: (paused) => void tell({ tell: paused ? 'pause' : 'resume' }),
    close: async () => {
      leaving = true
      if (child.connected) child.disconnect()
      const hurry = setTimeout(() => child.kill('SIGKILL'), 5000)
      await ended
      clearTimeout(hurry)
    },
  }
}

function answer<Wanted extends Answered>(child: ChildProcess, is: (said: Answered) => said is Wanted): Promise<Wanted> {
  return new Promise((resolve, reject) => {
    const hear = (said: Answered) => {
      if (!is(said)) return
      child.off('message', hear)
      child.off('exit', gone)
      resolve(said)
    }
    const gone = () => reject(new Error('The sample city ended before it lived'))
    child.on('message', hear)
    child.once('exit', gone)
  })
}
