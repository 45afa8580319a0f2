import { expect, test } from 'vitest'
import type { Desk } from '../actions/action.ts'
import { actions } from '../actions/registry.ts'
import { en } from '../words/en.ts'
import { paletteEntries } from './palette-entries.ts'

const desk: Desk = {
  signedIn: true,
  list: undefined,
  filter: undefined,
  page: undefined,
  work: undefined,
  undo: undefined,
  go: () => {},
  searchFor: () => {},
  show: () => {},
  signOut: () => {},
}
const list = { move: () => {}, open: () => {}, close: undefined, fresh: undefined }
const entries = (typed: string, on: Desk = desk) => paletteEntries(typed, actions, on, ({ id }) => en.action[id])

test('only what can be done now is offered', () => {
  expect(entries('').map(({ action }) => action.id)).not.toContain('list.next')
  expect(entries('', { ...desk, list }).map(({ action }) => action.id)).toContain('list.next')
})

test('the best match comes first', () => {
  expect(entries('rules')[0]?.action.id).toBe('go.rules')
  expect(entries('sombre')).toEqual([])
})

test('the palette does not offer itself', () => {
  expect(entries('').map(({ action }) => action.id)).not.toContain('shell.palette')
})
