import { expect, test } from 'vitest'
import { openTrying } from './trying.ts'

const format = (pattern: string) => `id: meter
logsource: { product: meter }
patterns:
  - match: '${pattern}'
`

test('a format is tried in a thread of its own; one that takes too long says so, and the next is tried all the same', async () => {
  const trying = openTrying({ deadline: 300 })
  const many = Array.from({ length: 50 }, () => 'xy'.repeat(2000))
  const slow = format(`^(?:${'(?:x?y?)'.repeat(90)}){2}(?P<a>.*)$`)
  const [late, good] = await Promise.all([
    trying.tried('slow.yml', slow, many),
    trying.tried('good.yml', format('^(?P<who>\\S+)'), ['ada']),
  ])
  expect(late).toMatchObject({
    lines: [],
    problems: [{ path: 'slow.yml', reason: 'trying it took longer than 0.3 s' }],
  })
  expect(good).toMatchObject({ problems: [], lines: [{ read: true }] })
  expect(good.lines[0]?.fields).toContainEqual(expect.objectContaining({ name: 'who', value: 'ada' }))
})

test('more than a few at once are turned away', async () => {
  const trying = openTrying({ waiting: 1 })
  const first = trying.tried('a.yml', format('^(?P<a>x)'), [])
  await expect(trying.tried('b.yml', format('^(?P<a>x)'), [])).rejects.toMatchObject({ code: 'unavailable' })
  await first
})
