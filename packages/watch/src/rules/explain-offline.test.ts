import { describe, expect, test } from 'vitest'
import { givenEvent } from '../given.fixture.ts'
import { explainer } from './explain-offline.ts'

const files = [
  {
    path: 'r.yml',
    text: `
title: Whoami
id: r-whoami
name: whoami
logsource: { product: windows, category: process_creation }
detection: { it: { Image|endswith: whoami.exe, User: ann }, condition: it }
---
title: Often
id: c-often
correlation: { type: event_count, rules: [whoami], group-by: [User], timespan: 1m, condition: { gte: 2 } }
`,
  },
]
const given = (user: string, offset = 1) => givenEvent(offset, { Image: 'C:\\whoami.exe', User: user })

describe('a rule explained', () => {
  test('by one event: what held, and whether the rule is asked at all', () => {
    const one = explainer(files, 'r-whoami')
    expect(one?.account(given('bob'))).toMatchObject({
      routed: true,
      account: { kind: 'and', holds: false, of: [{ holds: true }, { holds: false, value: 'bob' }] },
    })
    expect(one?.account({ ...given('ann'), logsources: [{ product: 'linux' }] })).toMatchObject({
      routed: false,
      account: { holds: true },
    })
  })

  test('over many: what it waited for, counted over the events of its logsource', () => {
    const one = explainer(files, 'whoami')
    for (const event of [given('bob'), given('carl'), { ...given('ann'), logsources: [{ product: 'linux' }] }])
      one?.take(event)
    expect(one?.read()).toMatchObject({
      kind: 'rule',
      events: 3,
      routed: 2,
      tally: { held: 0, of: [{ held: 2 }, { held: 0, asked: 'is ann' }] },
    })
  })

  test('a correlation tells what it heard and how often it spoke', () => {
    const one = explainer(files, 'Often')
    for (const offset of [1, 2, 3]) one?.take(given('ann', offset))
    expect(one?.account(given('ann'))).toBeUndefined()
    expect(one?.read()).toMatchObject({
      kind: 'correlation',
      events: 3,
      spoke: 1,
      heard: [{ rule: 'r-whoami', title: 'Whoami', spoke: 3 }],
    })
  })

  test('nobody explains a rule that is not loaded', () => {
    expect(explainer(files, 'r-nobody')).toBeUndefined()
  })
})
