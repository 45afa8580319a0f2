import { err, ok, type Result } from '@tocsin/kit'
import { placeOf, Refused } from './refuse.ts'
import type { Refusal, RuleFile } from './rule.ts'
import type { TreeDocument, TreeMap } from './tree.ts'
import { readYaml } from './yaml-tree.ts'

/** A YAML file of one map whose every node knows its place. */
export interface LocatedYaml {
  readonly root: TreeMap
  /** Makes a refusal of the file at an offset. */
  readonly place: (at: number, reason: string, fix: string) => Refusal
}

/** UTF-16 code units in one file. */
const maxLength = 1_000_000

/** Reads a file that stands beside rules: one YAML document that is a map. Total. */
export function readLocatedYaml({ path, text }: RuleFile): Result<LocatedYaml, Refusal> {
  const place: LocatedYaml['place'] = (at, reason, fix) => ({ path, ...placeOf(text, at), reason, fix })
  if (text.length > maxLength) return err(place(0, 'the file has more than 1,000,000 characters', 'Split it'))
  const read = documentsOf(text, place)
  if (!read.ok) return read
  const [document, second] = read.value
  if (document?.error !== undefined)
    return err(place(document.error.at, `the YAML is broken: ${document.error.reason}`, 'Correct the file here'))
  if (second !== undefined) return err(place(second.start, 'a second document begins here', 'Keep one document a file'))
  if (document?.root?.kind !== 'map') return err(place(0, 'the file is not a map', 'Write keys and values'))
  return ok({ root: document.root, place })
}

function documentsOf(text: string, place: LocatedYaml['place']): Result<TreeDocument[], Refusal> {
  try {
    return ok(readYaml(text))
  } catch (thrown) {
    if (thrown instanceof Refused) {
      const { at, reason, fix } = thrown.objection
      return err(place(at, reason, fix))
    }
    // The YAML library recurses; a file that exhausts the stack is the file's fault.
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    return err(place(0, `the YAML cannot be read: ${reason}`, 'Simplify the file'))
  }
}
