import { readDocument, type SigmaDocument } from './document.ts'
import type { LoadOptions } from './engine.ts'
import type { Placeholders } from './operand.ts'
import { renameInCorrelations } from './pipeline-correlations.ts'
import { placeOf, Refused } from './refuse.ts'
import { resolve } from './resolve.ts'
import type { Refusal, RuleFile, RuleSet } from './rule.ts'
import type { TreeDocument } from './tree.ts'
import { readYaml } from './yaml-tree.ts'

/** UTF-16 code units in one file; the longest public rule has 30,000. */
const maxLength = 1_000_000

/**
 * Reads Sigma documents: rules, correlations and filters, one or several in a file.
 *
 * Total: whatever the files hold, each document is loaded, refused with its place and a remedy, or set aside with a
 * reason. Rules keep the order of the files.
 *
 * @example
 * const set = loadRules([{ path: 'whoami.yml', text }])
 * for (const { path, line, column, reason, fix } of set.refused) console.log(`${path}:${line}:${column}: ${reason}. ${fix}.`)
 */
export function loadRules(files: readonly RuleFile[], options: LoadOptions = {}): RuleSet {
  const placeholders: Placeholders = options.placeholders ?? new Map()
  const pipelines = options.pipelines ?? []
  const documents: SigmaDocument[] = []
  const refused: Refusal[] = []
  const others: { path: string; why: string }[] = []
  for (const file of files) {
    if (!/\.ya?ml$/i.test(file.path)) {
      others.push({ path: file.path, why: 'its name does not end in .yml or .yaml' })
      continue
    }
    const before = documents.length + refused.length
    const text = file.text.charCodeAt(0) === 0xfeff ? ` ${file.text.slice(1)}` : file.text
    for (const document of readDocuments(file.path, text, refused)) {
      const read = readDocument({ path: file.path, text, document, placeholders, pipelines })
      if (read.kind === 'refused') refused.push(read.refusal)
      else if (read.kind !== 'other') documents.push(read)
    }
    if (documents.length + refused.length === before)
      others.push({ path: file.path, why: 'none of its documents has detection, correlation or filter' })
  }
  const set = resolve(pipelines.length === 0 ? documents : renameInCorrelations(documents, refused))
  return { ...set, refused: [...refused, ...set.refused], others }
}

function readDocuments(path: string, text: string, refused: Refusal[]): TreeDocument[] {
  try {
    if (text.length > maxLength) {
      refused.push({
        path,
        line: 1,
        column: 1,
        reason: `the file has more than ${maxLength.toLocaleString('en')} characters`,
        fix: 'Split it: one file for each rule',
      })
      return []
    }
    return readYaml(text)
  } catch (thrown) {
    // The YAML library recurses; a file that exhausts the stack is the file's fault.
    const objection =
      thrown instanceof Refused
        ? thrown.objection
        : {
            at: 0,
            reason: `the YAML cannot be read: ${thrown instanceof Error ? thrown.message : thrown}`,
            fix: 'Simplify the file',
          }
    refused.push({ path, ...placeOf(text, objection.at), reason: objection.reason, fix: objection.fix })
    return []
  }
}
