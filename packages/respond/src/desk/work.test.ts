import { fc, test } from '@fast-check/vitest'
import type { IncidentId } from '@tocsin/kit'
import { expect } from 'vitest'
import { type Act, hasGrown, type IncidentWork, perform, restored, stateOf, untouched, verdicts } from './work.ts'

const id = 'INC-1' as IncidentId
const was = { findings: 3, severity: 'high', realm: 'real' } as const
const close: Act = { kind: 'close', verdict: 'benign', reason: 'planned work', was }

function after(...acts: readonly Act[]): IncidentWork {
  return acts.reduce((work, act, at) => {
    const next = perform(work, act, 'ada', at)
    return next.ok ? next.value : work
  }, untouched(id))
}

test('open, owned, closed, reopened', () => {
  expect(stateOf(untouched(id))).toBe('open')
  expect(stateOf(after({ kind: 'take' }))).toBe('owned')
  expect(stateOf(after({ kind: 'take' }, close))).toBe('closed')
  expect(stateOf(after({ kind: 'take' }, close, { kind: 'reopen' }))).toBe('reopened')
})

test('a closing keeps its verdict, reason, who and how the incident was', () => {
  expect(after(close)).toMatchObject({
    verdict: 'benign',
    reason: 'planned work',
    closed: { at: 0, by: 'ada', findings: 3, severity: 'high' },
  })
})

test('what is closed is not taken, judged or closed again before it is reopened, but takes a note', () => {
  const closed = after(close)
  for (const act of [{ kind: 'take' }, { kind: 'release' }, close] as const) {
    expect(perform(closed, act, 'ada', 9)).toEqual({ ok: false, error: 'closed' })
  }
  expect(perform(closed, { kind: 'note', text: 'x' }, 'ada', 9).ok).toBe(true)
})

test('what makes no sense is refused', () => {
  expect(perform(untouched(id), { kind: 'reopen' }, 'ada', 9)).toEqual({ ok: false, error: 'not-closed' })
  expect(perform(untouched(id), { kind: 'release' }, 'ada', 9)).toEqual({ ok: false, error: 'nobody' })
})

test('taking what is one’s own changes nothing; taking from another makes a new version', () => {
  const mine = after({ kind: 'take' })
  expect(perform(mine, { kind: 'take' }, 'ada', 9)).toMatchObject({ value: mine })
  expect(perform(mine, { kind: 'take' }, 'bo', 9)).toMatchObject({ value: { owner: 'bo', version: 2 } })
})

test('a closed incident is open again with more findings, and only then', () => {
  const closed = after({ kind: 'take' }, close)
  expect(hasGrown(closed, 3)).toBe(false)
  expect(perform(closed, { kind: 'grew', findings: 3 }, 'house', 9).ok).toBe(false)
  const grown = perform(closed, { kind: 'grew', findings: 4 }, 'house', 9)
  expect(grown).toMatchObject({ value: { reopenedAt: 9, owner: 'ada' } })
  expect(grown.ok && [grown.value.verdict, grown.value.closed]).toEqual([undefined, undefined])
})

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  fc.constantFrom<Act>({ kind: 'take' }, { kind: 'release' }, { kind: 'reopen' }, { kind: 'note', text: 'n' }),
  fc.record({
    kind: fc.constant('close' as const),
    verdict: fc.constantFrom(...verdicts),
    reason: fc.string(),
    was: fc.constant(was),
  }),
  fc.record({ kind: fc.constant('verdict' as const), verdict: fc.constantFrom(...verdicts), reason: fc.string() }),
  fc.record({ kind: fc.constant('grew' as const), findings: fc.nat(6) }),
)

test.prop([fc.array(anyAct)])(
  'whatever is done, versions grow by one, and undoing gives back what was before',
  (acts) => {
    let work = untouched(id)
    for (const act of acts) {
      const next = perform(work, act, 'ada', 1)
      if (!next.ok || next.value === work) continue
      expect(next.value.version).toBe(work.version + 1)
      const { version, ...undone } = restored(next.value, work)
      const { version: _, ...before } = work
      expect(version).toBe(work.version + 2)
      expect(undone).toEqual(before)
      if (next.value.closed !== undefined) expect([next.value.verdict, next.value.reason]).not.toContain(undefined)
      work = next.value
    }
  },
)
