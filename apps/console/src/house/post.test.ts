import { expect, test } from 'vitest'
import { draftOf, emptyPost, namesIn, postOf } from './post.ts'

test('roles over the whole house have all departments, whatever was typed before', () => {
  const draft = { role: 'dpo', everywhere: false, departments: 'Water' } as const
  expect(postOf(draft)).toEqual({ role: 'dpo', departments: 'all' })
})

test('a field engineer has departments, and others may', () => {
  expect(postOf({ role: 'field-engineer', everywhere: true, departments: 'Water' }).departments).toEqual(['Water'])
  expect(postOf({ ...emptyPost, departments: 'Water' }).departments).toBe('all')
  expect(postOf({ ...emptyPost, everywhere: false, departments: 'Water' }).departments).toEqual(['Water'])
})

test('names are parted by commas, each once', () => {
  expect(namesIn(' Water,Street lights , ,Water')).toEqual(['Water', 'Street lights'])
})

test('what is kept comes back as it was', () => {
  for (const post of [
    { role: 'viewer', departments: 'all' },
    { role: 'lead', departments: ['Water', 'Roads'] },
  ] as const) {
    expect(postOf(draftOf(post))).toEqual(post)
  }
})
