import type { OwnEvent } from '@tocsin/capability'
import { signal } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { signedIn, signInRefused } from '../http/signals.ts'
import { accessEvents } from './access-events.ts'

function given() {
  const published: OwnEvent[] = []
  return { published, events: accessEvents(async (event) => void published.push(event)) }
}

test('a sign-in and a refused one are events; other signals are none', () => {
  const { published, events } = given()
  events.heard(signedIn, { name: 'zoe', address: '192.0.2.4', by: 'passphrase' })
  events.heard(signInRefused, { code: 'wrong-name-or-passphrase', address: '192.0.2.4' })
  events.heard(signInRefused, { code: 'passphrase-needed', address: '192.0.2.4' })
  events.heard(signal('house.woke', { level: 'info', says: () => '' }), {})
  expect(published).toMatchObject([
    { service: 'access', action: 'login', fields: { outcome: 'success', user: 'zoe', src_ip: '192.0.2.4' } },
    { service: 'access', action: 'login', fields: { outcome: 'failure', src_ip: '192.0.2.4' } },
  ])
  expect(Object.keys(published[1]?.fields ?? {})).not.toContain('user')
})

test('a new administrator is an event that names both; what was refused is none', () => {
  const { published, events } = given()
  const draft = {
    who: 'zoe',
    role: 'administrator',
    act: 'POST /api/accounts',
    about: 'name=j.martin role=administrator',
    address: '192.0.2.4',
  }
  events.noted({ ...draft, outcome: 'refused' })
  events.noted({ ...draft, outcome: 'done' })
  events.noted({ ...draft, act: 'POST /api/search', outcome: 'done' })
  expect(published).toMatchObject([
    { action: 'account-changed', fields: { user: 'zoe', target_user: 'j.martin', role: 'administrator' } },
  ])
})
