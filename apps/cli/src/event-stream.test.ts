import { fc, test } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { sentOf } from './event-stream.ts'

it('an event has its name and its data; a heartbeat and what is cut are nothing', () => {
  expect(sentOf('event: events\ndata: {"events":[1]}')).toEqual({ event: 'events', data: { events: [1] } })
  expect(sentOf(': beat')).toBeUndefined()
  expect(sentOf('event: events\ndata: {"eve')).toBeUndefined()
})

test.prop([fc.string({ maxLength: 200 })])('any block gives an event or nothing', (block) => {
  const sent = sentOf(block)
  expect(sent === undefined || typeof sent.event === 'string').toBe(true)
})
