import { expect, test } from 'vitest'
import { countsByPerson } from './counts.ts'

test('what somebody looked at is counted by kind, the most frequent first; signing in is no looking', () => {
  const act = (who: string, act: string, n: number) => ({ who, act, n })
  expect(
    countsByPerson([
      act('Ana', 'event.search', 3),
      act('Zoé', 'event.search', 20),
      act('Zoé', 'event.tail', 1),
      act('Zoé', 'people.reveal', 2),
      act('Max', 'session.begin', 9),
    ]),
  ).toEqual([
    { who: 'Zoé', counts: [21, 2, 0, 0] },
    { who: 'Ana', counts: [3, 0, 0, 0] },
  ])
})
