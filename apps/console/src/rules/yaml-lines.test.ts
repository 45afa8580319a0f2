import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { yamlLines } from './yaml-lines.ts'

test('keys, values and comments are told apart', () => {
  expect(yamlLines("title: Odd # why\n  - Image|endswith: '\\odd.exe #1'\n# alone\n\n  - 'a: b'", 9)).toEqual([
    { number: 1, indent: '', key: 'title:', value: ' Odd ', comment: '# why' },
    { number: 2, indent: '  - ', key: 'Image|endswith:', value: " '\\odd.exe #1'", comment: '' },
    { number: 3, indent: '', key: '', value: '', comment: '# alone' },
    { number: 4, indent: '', key: '', value: '', comment: '' },
    { number: 5, indent: '  - ', key: '', value: "'a: b'", comment: '' },
  ])
})

test.prop([fc.string({ unit: fc.constantFrom(...'ab:#\'"- \n\\[{'), maxLength: 60 })])(
  'no character of a rule is lost',
  (text) => {
    const lines = yamlLines(text, 1000).map(({ indent, key, value, comment }) => indent + key + value + comment)
    expect(lines.join('\n')).toBe(text.replace(/\n$/, ''))
  },
)
