import { MessageChannel } from 'node:worker_threads'
import { afterEach, expect, test } from 'vitest'
import { TocsinError } from './error.ts'
import { type Call, type Port, remote, serve } from './rpc.ts'

const handlers = {
  add: (a: number, b: number) => a + b,
  late: async (text: string) => {
    await new Promise((wake) => setTimeout(wake, 5))
    return text
  },
  refuse: (): never => {
    throw new TocsinError('log-full', 'The disk is full', { where: 'the log', fix: 'Make room' })
  },
}

let channel: MessageChannel | undefined
afterEach(() => {
  channel?.port1.close()
})

function connected(): Call<typeof handlers> {
  channel = new MessageChannel()
  serve(channel.port1 as unknown as Port, handlers)
  return remote<typeof handlers>(channel.port2 as unknown as Port)
}

test('answers come to the call that asked, in whatever order they are ready', async () => {
  const call = connected()
  expect(await Promise.all([call('late', 'first'), call('add', 1, 2), call('late', 'third')])).toEqual([
    'first',
    3,
    'third',
  ])
})

test('an error keeps its code, place and remedy across threads', async () => {
  const call = connected()
  await expect(call('refuse')).rejects.toMatchObject({ code: 'log-full', where: 'the log', fix: 'Make room' })
})

test('a name that is no handler is refused, also one that every object has', async () => {
  const call = connected() as unknown as (name: string) => Promise<unknown>
  await expect(call('missing')).rejects.toThrow('no handler missing')
  await expect(call('toString')).rejects.toThrow('no handler toString')
})
