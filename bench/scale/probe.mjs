import { closeSync, openSync, readSync } from 'node:fs'
import { getHeapStatistics } from 'node:v8'
import { BroadcastChannel, isMainThread, threadId } from 'node:worker_threads'

/*
 * Loaded into each thread of a server before all else: says to its parent, when asked, how much of the processor one task of the
 * main thread took at most (milliseconds), and what the heaps of all threads hold; and begins anew.
 *
 * Of the processor, and not by the clock: what others on the machine take is no task of ours. `schedstat` counts nanoseconds
 * that a thread ran (proc(5)).
 */
const heaps = new BroadcastChannel('scale-heaps')
heaps.unref()
if (!isMainThread) {
  heaps.onmessage = ({ data }) => {
    if (data === 'heap') heaps.postMessage({ thread: threadId, script: process.argv[1]?.split('/').at(-1), ...heap() })
  }
} else if (process.send !== undefined) {
  const file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r')
  process.on('exit', () => closeSync(file))
  const bytes = Buffer.alloc(64)
  const ran = () => Number(bytes.toString('latin1', 0, readSync(file, bytes, 0, 64, 0)).split(' ', 1)[0]) / 1e6
  let [before, longest] = [ran(), 0]
  setInterval(() => {
    const now = ran()
    longest = Math.max(longest, now - before)
    before = now
  }, 1).unref()
  let told = []
  heaps.onmessage = ({ data }) => {
    if (data.thread !== undefined) told.push(data)
  }
  process.on('message', async ({ probe, heaps: wanted }) => {
    if (probe === undefined) return
    if (wanted) {
      told = [{ thread: 0, script: 'main', ...heap() }]
      heaps.postMessage('heap')
      await new Promise((wake) => setTimeout(wake, 500))
    }
    process.send({ probe, longest: Math.round(longest * 10) / 10, heaps: wanted ? told : [] })
    longest = 0
  })
  process.channel?.unref()
}

function heap() {
  const { used_heap_size, total_heap_size, external_memory, malloced_memory } = getHeapStatistics()
  const [used, held, outside] = [used_heap_size, total_heap_size, external_memory + malloced_memory].map((size) =>
    Math.round(size / 1e6),
  )
  return { used, held, outside }
}
