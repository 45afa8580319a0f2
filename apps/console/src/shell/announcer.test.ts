import { expect, test } from 'vitest'
import { announcer } from './announcer.ts'

function stand() {
  let now = 0
  let waiting: { run: () => void; at: number } | undefined
  const said: string[] = []
  const voice = announcer((text) => said.push(text), 6000, {
    set: (run, milliseconds) => {
      waiting = { run, at: now + milliseconds }
      return 1
    },
    clear: () => {
      waiting = undefined
    },
    now: () => now,
  })
  const pass = (milliseconds: number) => {
    now += milliseconds
    if (waiting === undefined || waiting.at > now) return
    const { run } = waiting
    waiting = undefined
    run()
  }
  return { voice, said, pass }
}

test('the first sentence is said at once', () => {
  const { voice, said } = stand()
  voice.announce('one')
  expect(said).toEqual(['one'])
})

test('a flood is said once in a while, and the newest is never lost', () => {
  const { voice, said, pass } = stand()
  for (let i = 0; i < 100; i++) voice.announce(`number ${i}`)
  expect(said).toEqual(['number 0'])
  pass(6000)
  expect(said).toEqual(['number 0', 'number 99'])
})

test('after it is stopped nothing is said', () => {
  const { voice, said, pass } = stand()
  voice.announce('one')
  voice.announce('two')
  voice.stop()
  pass(10_000)
  expect(said).toEqual(['one'])
})
