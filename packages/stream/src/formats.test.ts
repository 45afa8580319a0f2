import type { Decoder, Frame } from '@tocsin/event'
import { ok } from '@tocsin/kit'
import { emptyPosition, encodeFrames, type FrameBatch } from '@tocsin/store'
import { expect, test } from 'vitest'
import type { Flow } from './flow.ts'
import { openStageOne } from './stage-one.ts'

const reader = (id: string, field: string): Decoder => ({
  id,
  decode: ({ payload }) =>
    ok([
      {
        ...{ time: undefined, logsources: [], derived: new Map(), ocsf: {}, observables: [] },
        native: new Map([[field, new TextDecoder().decode(payload)]]),
      },
    ]),
  locate: () => undefined,
})

const flow: Flow = {
  decode: [reader('own', 'own')],
  // A bundle names the field that its format gives; an empty one carries no format.
  decodeMore: (bundle) => {
    const field = new TextDecoder().decode(bundle)
    return field === '' ? [] : [reader('mine', field), reader('own', 'stolen')]
  },
  recognise: () => ({
    control: () => {},
    recognise: (event) => {
      read.push([...event.native.keys()].join())
      return event
    },
  }),
  detect: () => [],
  correlate: [],
  group: () => {
    throw new Error('no stage 3 in this test')
  },
}
let read: string[] = []

test('a format holds from its control frame on, changes with the next, and never takes the name of a built-in one', () => {
  const stage = openStageOne(flow)
  const outcomes: unknown[] = []
  const judge = (...decoders: string[]) => {
    read = []
    const { events, refused } = stage.judge(batchOf(decoders))
    outcomes.push([events, refused.map(({ reason }) => reason), read])
  }
  judge('own', 'mine')
  stage.control({ kind: 'rules', digest: 'a', count: 0 }, new TextEncoder().encode('first'))
  judge('mine', 'own', 'mine')
  stage.control({ kind: 'rules', digest: 'b', count: 0 }, new TextEncoder().encode('second'))
  judge('mine')
  stage.control({ kind: 'batch', key: '', source: '', frames: 0 }, undefined)
  judge('mine')
  stage.control({ kind: 'rules', digest: 'c', count: 0 }, new TextEncoder().encode(''))
  judge('mine')
  expect(outcomes).toEqual([
    [1, ['no-decoder'], ['own']],
    [3, [], ['first', 'own', 'first']],
    [1, [], ['second']],
    [1, [], ['second']],
    [0, ['no-decoder'], []],
  ])
})

function batchOf(decoders: readonly string[]): FrameBatch {
  const sources = decoders.map((decoder) => ({ name: `${decoder}-source`, decoder }))
  const frames = decoders.map(
    (decoder): Omit<Frame, 'offset'> => ({
      ...{ partition: 0, received: 1, kind: 'data', realm: 'real', origin: 'claimed', peer: 'p' },
      ...{ source: `${decoder}-source`, decoder, payload: new TextEncoder().encode('x') },
    }),
  )
  const position = emptyPosition()
  return {
    ...{ lane: 0, bytes: encodeFrames(frames, sources), frames: frames.length, sources },
    ...{ from: position, next: position, received: 1, control: false },
  } as FrameBatch
}
