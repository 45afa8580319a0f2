import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { heldRecords, replayTimes, tickEvery } from './replay-times.ts'

const second = 1_000_000

describe('when a replayed record was received', () => {
  test('is its own time, else the previous one; it goes back where the file does', () => {
    expect(played([10 * second, undefined, 9 * second, 10 * second + 5])).toEqual([
      'tick 10000000',
      '0 10000000',
      '1 10000000',
      '2 9000000',
      '3 10000005',
    ])
  })

  test('records before the first time get it', () => {
    expect(played([undefined, undefined, 7 * second]).filter((said) => !said.startsWith('tick'))).toEqual([
      '0 7000000',
      '1 7000000',
      '2 7000000',
    ])
  })

  test('a file without times gets the time of the file, and few of its records are held', () => {
    const said = played(new Array<undefined>(heldRecords.count + 5).fill(undefined), 42)
    expect(said.length).toBe(heldRecords.count + 6)
    expect(said.at(-1)).toBe(`${heldRecords.count + 4} 42`)
    let given = 0
    const times = replayTimes(42, { record: () => given++, tick: () => {} })
    for (let i = 0; i < 3; i++) times.take(new Uint8Array(heldRecords.bytes / 2), undefined)
    expect(given).toBe(3)
  })

  test.prop([fc.array(fc.option(fc.integer({ min: 0, max: 20 * second }), { nil: undefined }))])(
    'every record comes once, in order, by its own time, and ticks lie a second apart and never go back',
    (times) => {
      const said = played(times).map((line) => line.split(' '))
      const records = said.filter(([what]) => what !== 'tick')
      expect(records.map(([index]) => Number(index))).toEqual([...times.keys()])
      for (const [index, time] of times.entries()) {
        if (time !== undefined) expect(Number(records[index]?.[1])).toBe(time)
      }
      const ticks = said.filter(([what]) => what === 'tick').map(([, at]) => Number(at))
      for (let i = 1; i < ticks.length; i++) {
        expect((ticks[i] ?? 0) - (ticks[i - 1] ?? 0)).toBeGreaterThanOrEqual(tickEvery)
      }
      let last = Number.NEGATIVE_INFINITY
      for (const [what, at] of said) {
        if (what === 'tick') last = Number(at)
        else expect(Number(at) - last).toBeLessThan(tickEvery)
      }
    },
  )
})

function played(times: readonly (number | undefined)[], fallback = 0): string[] {
  const said: string[] = []
  const replay = replayTimes(fallback, {
    record: (payload, received) => said.push(`${new DataView(payload.buffer).getUint32(0)} ${received}`),
    tick: (received) => said.push(`tick ${received}`),
  })
  times.forEach((time, i) => {
    const payload = new Uint8Array(4)
    new DataView(payload.buffer).setUint32(0, i)
    replay.take(payload, time)
  })
  replay.end()
  return said
}
