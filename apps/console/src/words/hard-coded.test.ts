import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

const source = join(import.meta.dirname, '..')
/** Attributes whose text a person sees or hears. */
const spoken = new Set(['aria-label', 'aria-description', 'alt', 'title', 'placeholder', 'label', 'hint', 'says'])
/** The product's signs, not words of a language. */
const signs = new Set(['Q', 'G', 'a3 2c 02 04 1a 5f SetRequest'])

test('no word is written into a component: all come from the words', () => {
  const found = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) => wordsIn(file, readFileSync(join(source, file), 'utf8')))
  expect(found).toEqual([])
})

test('a planted word is found, as text and as an attribute', () => {
  expect(wordsIn('x.tsx', 'export const X = () => <p title="Hello">Good day</p>')).toHaveLength(2)
})

function wordsIn(file: string, text: string): readonly string[] {
  const found: string[] = []
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  visit(tree)
  return found

  function visit(node: ts.Node): void {
    if (ts.isJsxText(node)) note(node.text)
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText()) && node.initializer !== undefined) {
      const { initializer } = node
      if (ts.isStringLiteral(initializer)) note(initializer.text)
      if (ts.isJsxExpression(initializer) && initializer.expression && ts.isStringLiteralLike(initializer.expression)) {
        note(initializer.expression.text)
      }
    }
    ts.forEachChild(node, visit)
  }

  function note(words: string): void {
    const said = words.trim()
    if (/\p{L}{1,}/u.test(said) && !signs.has(said)) found.push(`${file}: ${said}`)
  }
}
