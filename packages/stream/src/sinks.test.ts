import { type EventStore, emptyPosition, type StateStore } from '@tocsin/store'
import { expect, test } from 'vitest'
import type { CompleteBatch } from './messages.ts'
import { openSinks, type SinkOptions } from './sinks.ts'

const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })

function batch(seq: number): CompleteBatch {
  return {
    lane: 0,
    seq,
    next: emptyPosition().with(0, seq + 1),
    received: 0,
    frames: 1,
    events: 1,
    rows: new Uint8Array([10]),
    said: [],
    refused: [],
    sources: [],
    troubles: [],
    times: { decode: 0, detect: 0, encode: 0 },
  }
}

/** Stores that refuse a number of times, then keep. */
function sinks(refusals: number, error: Error) {
  const heard = {
    appended: 0,
    grouped: 0,
    transacted: 0,
    blocked: [] as (string | undefined)[],
    failed: [] as unknown[],
  }
  let [events, state] = [refusals, refusals]
  const options: SinkOptions = {
    lane: 0,
    events: {
      append: async () => {
        if (events-- > 0) throw error
        heard.appended++
      },
    } as Partial<EventStore> as EventStore,
    state: {
      transact: async () => {
        if (state-- > 0) throw error
        heard.transacted++
      },
    } as Partial<StateStore> as StateStore,
    group: {
      migrations: [],
      load: async () => undefined,
      group: () => {
        heard.grouped++
        return { statements: [], changed: [] }
      },
    },
    frameOf: () => undefined,
    findings: emptyPosition(),
    stored: emptyPosition(),
    now: () => 0,
    flushMillis: 1,
    retryMillis: 1,
    done: () => undefined,
    changed: () => undefined,
    heard: () => undefined,
    blocked: (why) => heard.blocked.push(why),
    failed: (why) => heard.failed.push(why),
  }
  return { heard, sinks: openSinks(options) }
}

test('a full disk is waited for: nothing is lost, grouped twice or given up', async () => {
  const { heard, sinks: opened } = sinks(3, full)
  opened.take(batch(0))
  await opened.drained()
  expect(heard).toMatchObject({ appended: 1, grouped: 1, transacted: 1, failed: [] })
  expect(heard.blocked.filter((why) => why !== undefined)).toHaveLength(6)
  expect(heard.blocked.at(-1)).toBeUndefined()
})

test('a store that refuses for another reason stops the sink, which says why', async () => {
  const { heard, sinks: opened } = sinks(1, new Error('disk I/O error'))
  opened.take(batch(0))
  while (heard.failed.length === 0) await new Promise((wake) => setTimeout(wake, 1))
  expect(heard).toMatchObject({ appended: 0, transacted: 0, blocked: [] })
  expect(heard.failed).toHaveLength(1)
})
