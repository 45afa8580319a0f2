import { TocsinError } from './error.ts'

/** One end of a message channel: a worker thread, a MessagePort. */
export interface Port {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void
  on(event: 'message', heard: (message: unknown) => void): unknown
}

/** Calls a handler on the other thread by name and gives its answer, or throws what it threw. */
export type Call<Handlers> = <Name extends keyof Handlers & string>(
  name: Name,
  ...args: Handlers[Name] extends (...args: infer Args) => unknown ? Args : never
) => Promise<Handlers[Name] extends (...args: never[]) => infer Answer ? Awaited<Answer> : never>

/** Answers calls that come through a port. Messages that are not calls are left to others. */
export function serve(port: Port, handlers: object): void {
  port.on('message', async (message) => {
    if (!isCall(message)) return
    try {
      const handler = (handlers as Record<string, (...args: unknown[]) => unknown>)[message.rpc]
      if (!Object.hasOwn(handlers, message.rpc) || handler === undefined) throw new Error(`no handler ${message.rpc}`)
      port.postMessage({ answers: message.id, value: await handler(...message.args) })
    } catch (error) {
      port.postMessage({ answers: message.id, failure: describe(error) })
    }
  })
}

/** Makes a caller for the handlers that `serve` answers at the other end. */
export function remote<Handlers>(port: Port): Call<Handlers> {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let next = 0
  port.on('message', (message) => {
    if (!isAnswer(message)) return
    const call = waiting.get(message.answers)
    waiting.delete(message.answers)
    if (message.failure === undefined) call?.resolve(message.value as never)
    else call?.reject(revive(message.failure))
  })
  return (name, ...args) =>
    new Promise((resolve, reject) => {
      const id = next++
      waiting.set(id, { resolve, reject })
      port.postMessage({ rpc: name, id, args })
    })
}

interface Failure {
  readonly code: string
  readonly message: string
  readonly where: string | undefined
  readonly fix: string | undefined
  readonly stack: string | undefined
}

function describe(error: unknown): Failure {
  const e = error instanceof Error ? error : new Error(String(error))
  const details = e as { code?: unknown; where?: unknown; fix?: unknown }
  return {
    code: typeof details.code === 'string' ? details.code : 'internal',
    message: e.message,
    where: typeof details.where === 'string' ? details.where : undefined,
    fix: typeof details.fix === 'string' ? details.fix : undefined,
    stack: e.stack,
  }
}

function revive(failure: Failure): Error {
  const error = new TocsinError(failure.code, failure.message, {
    ...(failure.where === undefined ? {} : { where: failure.where }),
    ...(failure.fix === undefined ? {} : { fix: failure.fix }),
  })
  if (failure.stack !== undefined) error.stack = failure.stack
  return error
}

function isCall(message: unknown): message is { rpc: string; id: number; args: unknown[] } {
  return typeof message === 'object' && message !== null && 'rpc' in message
}

function isAnswer(message: unknown): message is { answers: number; value?: unknown; failure?: Failure } {
  return typeof message === 'object' && message !== null && 'answers' in message
}
