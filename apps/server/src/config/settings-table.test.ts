import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { layerOf } from './config-file.ts'
import { settingsTable } from './settings-table.ts'

const guide = readFileSync(fileURLToPath(new URL('../../../../docs/guide/configuration.md', import.meta.url)), 'utf8')

test('the guide holds every setting as the schema has it', () => {
  expect(guide).toContain(settingsTable())
})

test('the examples of the guide are right', () => {
  const examples = [...guide.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text)
  expect(examples.length).toBeGreaterThan(0)
  for (const text of examples) expect(layerOf(text, 'guide', '/').problems).toEqual([])
})
