import { hostname } from 'node:os'
import { manualClock } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { publisher } from './publish.ts'

function given() {
  const signals: string[] = []
  return {
    signals,
    clock: manualClock(1000),
    signal: (what: { readonly name: string }) => {
      signals.push(what.name)
    },
  }
}

test('an event says when, of what kind and on which machine, and leaves out what is absent', async () => {
  const appended: unknown[] = []
  const publish = publisher(async (service, payload) => {
    appended.push([service, JSON.parse(new TextDecoder().decode(payload))])
  }, given())
  await publish({ service: 'access', action: 'login', fields: { user: 'zoe', src_ip: undefined } })
  expect(appended).toEqual([
    ['access', { time: 1000, service: 'access', action: 'login', device_host: hostname(), user: 'zoe' }],
  ])
})

test('an event that the log does not take is counted, and nobody waits for it in vain', async () => {
  const host = given()
  const publish = publisher(() => Promise.reject(new Error('the disk is full')), host)
  await publish({ service: 'self', action: 'trouble', fields: {} })
  expect(host.signals).toEqual(['self.event_not_published'])
})

test('a flood of events while the disk stands still is bounded', async () => {
  const host = given()
  let appended = 0
  const publish = publisher(() => {
    appended++
    return new Promise(() => undefined)
  }, host)
  for (let one = 0; one < 600; one++) void publish({ service: 'access', action: 'login', fields: {} })
  expect([appended, host.signals.length]).toEqual([500, 100])
})
