import { expect, test } from 'vitest'
import type { Desk } from '../actions/action.ts'
import { actions } from '../actions/registry.ts'
import { en } from '../words/en.ts'
import { paletteEntries } from './palette-entries.ts'

const desk: Desk = {
  signedIn: true,
  may: () => true,
  list: undefined,
  filter: undefined,
  page: undefined,
  work: undefined,
  undo: undefined,
  go: () => {},
  searchFor: () => {},
  openByHand: () => {},
  show: () => {},
  signOut: () => {},
}
const list = { move: () => {}, open: () => {}, close: undefined, fresh: undefined }
const entries = (typed: string, on: Desk = desk) => paletteEntries(typed, actions, on, ({ id }) => en.action[id])

test('only what can be done now is offered', () => {
  expect(entries('').map(({ action }) => action.id)).not.toContain('list.next')
  expect(entries('', { ...desk, list }).map(({ action }) => action.id)).toContain('list.next')
})

test('what somebody may not do is not offered', () => {
  const work = { take: () => {}, release: undefined, close: undefined, reopen: undefined, note: undefined }
  const offered = (may: Desk['may']) => entries('', { ...desk, work, may }).map(({ action }) => action.id)
  expect(offered(() => true)).toEqual(expect.arrayContaining(['work.take', 'go.settings', 'go.privacy']))
  const viewer = offered((permission) => ['incident.read', 'event.search', 'rule.read'].includes(permission))
  expect(viewer).toEqual(expect.arrayContaining(['go.queue', 'go.search', 'go.rules', 'go.sources']))
  for (const id of ['work.take', 'go.settings', 'go.privacy']) expect(viewer).not.toContain(id)
})

test('the best match comes first', () => {
  expect(entries('rules')[0]?.action.id).toBe('go.rules')
  expect(entries('sombre')).toEqual([])
})

test('the palette does not offer itself', () => {
  expect(entries('').map(({ action }) => action.id)).not.toContain('shell.palette')
})
