import type { FrameDraft } from '@tocsin/store'
import { expect, test } from 'vitest'
import { openBindings } from './bindings.ts'

const draft = (more: Partial<FrameDraft> = {}): FrameDraft => ({
  kind: 'data',
  realm: 'real',
  origin: 'address',
  source: 'syslog',
  decoder: 'syslog',
  peer: '192.0.2.1:514',
  key: 'syslog',
  payload: new Uint8Array(),
  ...more,
})

test('in a sample everything that is received is of the sample, declared or not', () => {
  const declared = [{ source: 'lights', sender: '', decoder: 'json' }]
  for (const bindings of [openBindings([], 'sample'), openBindings(declared, 'sample')]) {
    const bound = bindings.bind([draft(), draft({ source: 'lights' })])
    expect(bound.map(({ realm }) => realm)).toEqual(['sample', 'sample'])
  }
})

test('an exercise stays one in a sample, and what time says is of no realm but its own', () => {
  const { bind } = openBindings([], 'sample')
  expect(bind([draft({ realm: 'exercise' }), draft({ kind: 'tick' })]).map(({ realm }) => realm)).toEqual([
    'exercise',
    'real',
  ])
})

test('in a house of one’s own what nobody declared stays as the door says', () => {
  const drafts = [draft()]
  expect(openBindings([]).bind(drafts)).toBe(drafts)
})
