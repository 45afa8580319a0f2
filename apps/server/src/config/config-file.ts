import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml'
import { type ConfigProblem, checked, type Given, type Layer, remedyFor } from './layer.ts'
import { nearName } from './near-name.ts'
import { sections, settingNamed, settings } from './settings.ts'

const maxBytes = 1_000_000

/** Reads a configuration file. Total. */
export function fileLayer(path: string, absent: 'may-be-absent' | 'must-be-there'): Layer {
  let text: string
  try {
    if (statSync(path).size > maxBytes)
      return broken(path, 'the file has more than 1,000,000 bytes', 'Keep settings only')
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && absent === 'may-be-absent') return { given: [], problems: [], notes: [] }
    if (code === 'ENOENT') return broken(path, 'there is no such file', 'Check the spelling of --config')
    if (error instanceof TypeError) return broken(path, 'the file is no UTF-8', 'Save it as UTF-8')
    return broken(path, `the file cannot be read (${code ?? String(error)})`, 'Give this account the right to read it')
  }
  return layerOf(text, basename(path), dirname(resolve(path)))
}

/**
 * Reads the text of a configuration file.
 *
 * @param name how the file is called in what is said of it
 * @param folder where relative paths in it start
 */
export function layerOf(text: string, name: string, folder: string): Layer {
  const lines = new LineCounter()
  const at = (offset: number) => {
    const { line, col } = lines.linePos(Math.max(0, offset))
    return `${name}:${line}:${col}`
  }
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, stringKeys: true, logLevel: 'silent' })
  const [error] = document.errors
  if (error !== undefined) {
    const says = error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'it is no YAML'
    return { given: [], problems: [{ where: at(error.pos[0]), says, fix: 'Correct the YAML here' }], notes: [] }
  }
  const root = document.contents
  if (root === null || (isScalar(root) && root.value === null)) return { given: [], problems: [], notes: [] }
  if (!isMap(root)) {
    return {
      given: [],
      notes: [],
      problems: [
        { where: at(startOf(root)), says: 'the file is no map', fix: 'Write `section:` and below it `name: value`' },
      ],
    }
  }

  const given: Given[] = []
  const problems: ConfigProblem[] = []

  const take = ({ key, value }: Pair, path: readonly string[]) => {
    const name = [...path, isScalar(key) ? String(key.value) : '?'].join('.')
    const where = at(startOf(key as Node))
    const setting = settingNamed(name)
    if (setting !== undefined) {
      const node = value as Node | null
      const place = { kind: 'file', where: at(node === null ? startOf(key as Node) : startOf(node)) } as const
      const plain = setting.structured === true ? structureOf(node) : plainOf(node)
      if (!plain.ok) return void problems.push({ ...plain.problem, where: at(plain.at) })
      const read = checked(setting, plain.value, place, folder)
      if ('given' in read) given.push(read.given)
      else problems.push(read.problem)
      return
    }
    if (!sections.includes(name)) {
      const section = path.length === 0 ? nearName(name, sections) : undefined
      const near = nearName(
        name,
        settings.filter((one) => one.name.startsWith(`${path[0]}.`)).map((one) => one.name),
      )
      const fix =
        section !== undefined
          ? `Did you mean ${section}?`
          : near !== undefined
            ? `Did you mean ${near}?`
            : remedyFor(name)
      problems.push({ where, says: `there is no setting ${name}`, fix })
      return
    }
    if (isMap(value)) for (const inner of value.items) take(inner, [...path, name])
    else if (!(value === null || (isScalar(value) && value.value === null))) {
      problems.push({
        where,
        says: `${name} holds settings, not a value`,
        fix: `Write the settings of ${name} below it, indented`,
      })
    }
  }
  for (const pair of root.items) take(pair, [])
  return { given, problems, notes: [] }
}

type Plain =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly at: number; readonly problem: { readonly says: string; readonly fix: string } }

/** The value of a setting: a scalar or a list of scalars. Anchors and aliases are no settings. */
function plainOf(node: Node | null): Plain {
  if (node === null) return { ok: true, value: null }
  if (isScalar(node)) return { ok: true, value: node.value }
  if (isSeq(node)) {
    const values: unknown[] = []
    for (const item of node.items) {
      const inner = plainOf(item as Node | null)
      if (!inner.ok) return inner
      values.push(inner.value)
    }
    return { ok: true, value: values }
  }
  const says = isAlias(node) ? 'an alias stands here' : 'a map stands here'
  return { ok: false, at: startOf(node), problem: { says, fix: 'Write the value itself' } }
}

/** The value of a setting whose members are maps. */
function structureOf(node: Node | null): Plain {
  if (isMap(node)) {
    const values: Record<string, unknown> = {}
    for (const { key, value } of node.items) {
      const inner = structureOf(value as Node | null)
      if (!inner.ok) return inner
      Object.defineProperty(values, String(isScalar(key) ? key.value : ''), { value: inner.value, enumerable: true })
    }
    return { ok: true, value: values }
  }
  if (!isSeq(node)) return plainOf(node)
  const values: unknown[] = []
  for (const item of node.items) {
    const inner = structureOf(item as Node | null)
    if (!inner.ok) return inner
    values.push(inner.value)
  }
  return { ok: true, value: values }
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0
}

function broken(path: string, says: string, fix: string): Layer {
  return { given: [], problems: [{ where: path, says, fix }], notes: [] }
}
