import { expect, test } from 'vitest'
import { columnNamed, columns } from './columns.ts'

test('the registry has 51 columns, each with one name, one column and words in both languages', () => {
  expect(columns).toHaveLength(51)
  expect(new Set(columns.map(({ name }) => name)).size).toBe(51)
  expect(new Set(columns.map(({ column }) => column)).size).toBe(51)
  for (const { column, says } of columns) {
    expect(column).toMatch(/^[a-z][a-z_]*$/)
    expect(says.en.length > 0 && says.fr.length > 0).toBe(true)
  }
})

test('a column is found by its OCSF name, and only by that', () => {
  expect(columnNamed('src_endpoint.ip')?.column).toBe('src_endpoint_ip')
  for (const stranger of ['src_endpoint_ip', 'constructor', '__proto__', ''])
    expect(columnNamed(stranger)).toBeUndefined()
})
