import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestHttp, testHttp } from './testing.ts'

const time = [1_700_000_000_000, 1_700_086_400_000]
/** Searches that run until somebody stops them. */
const running: AbortSignal[] = []
let http: TestHttp
let cookie: string
let socket: Awaited<ReturnType<TestHttp['listen']>>

beforeAll(async () => {
  http = await testHttp({
    events: {
      query: (_, __, options) =>
        new Promise((_, reject) => {
          const signal = options?.signal ?? AbortSignal.abort()
          running.push(signal)
          signal.addEventListener('abort', () => reject(new Error('interrupted')))
        }),
      exportText: () => Promise.reject(new Error('not asked')),
      exportFile: () => Promise.reject(new Error('not asked')),
    },
  })
  cookie = await http.signIn()
  socket = await http.listen()
})
afterAll(async () => {
  await socket.close()
  await http.close()
})

const noted = () => http.options.audit.list({ limit: 1000, act: 'event.search' })

/** Tries until it holds; the test's own time limit ends it. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((wake) => setTimeout(wake, 10))
}

/** Asks through a socket, as a browser does; gives how to leave. */
function asked(text: string): () => Promise<void> {
  const patience = new AbortController()
  const answer = fetch(`${socket.address}/api/search`, {
    method: 'POST',
    headers: { origin: new URL(socket.address).origin, cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ text, time }),
    signal: patience.signal,
  })
  const ended = expect(answer).rejects.toThrow()
  return () => {
    patience.abort()
    return ended
  }
}

test('a search that its person leaves stops in the store, and is noted as left, not as refused', async () => {
  const leave = asked('host:left-alone')
  await until(async () => running.length === 1)
  expect(running[0]?.aborted).toBe(false)
  await leave()
  await until(async () => (await noted()).length > 0)
  expect(running[0]?.aborted).toBe(true)
  expect(await noted()).toMatchObject([{ about: 'host:left-alone', outcome: 'left', who: 'Zoé' }])
})

test('those that were left leave their places to others: none is turned away as one too many', async () => {
  const before = running.length
  for (let n = 0; n < 10; n++) {
    const leave = asked(`host:left-${n}`)
    await until(async () => running.length === before + n + 1)
    await leave()
    await until(async () => running[before + n]?.aborted === true)
  }
})
