import type { Node } from './detection.ts'
import { draftOf, nodeOfDraft } from './draft.ts'
import type { LoadOptions } from './engine.ts'
import { runPipelines } from './pipeline.ts'
import { Refused } from './refuse.ts'
import type { RuleFile } from './rule.ts'
import { readLogsource, textOf, textsOf } from './rule-head.ts'
import type { TreeDocument, TreeMap } from './tree.ts'
import { entryOf, readYaml } from './yaml-tree.ts'

/** The parts that an author gave a rule by name, such as `selection_img`, and the condition over them. */
export interface NamedSearches {
  /** As written; several are alternatives. */
  readonly conditions: readonly string[]
  /** In the order of the document, as pipelines leave them. */
  readonly searches: readonly { readonly name: string; readonly asks: Node }[]
}

/**
 * Reads the named searches of one rule that loads; the engine itself forgets their names.
 *
 * @param id the rule's id as stated; of a rule without one, its title
 * @returns nothing where the file holds no such rule, or no such one that can be read
 */
export function searchesOf(file: RuleFile, id: string, options: LoadOptions = {}): NamedSearches | undefined {
  try {
    const text = file.text.charCodeAt(0) === 0xfeff ? ` ${file.text.slice(1)}` : file.text
    const maps = readYaml(text).flatMap(({ root }: TreeDocument) => (root?.kind === 'map' ? [root] : []))
    const root = maps.find((map) => textOf(map, 'id') === id) ?? maps.find((map) => textOf(map, 'title') === id)
    return root === undefined ? undefined : namedIn(root, options)
  } catch (thrown) {
    if (thrown instanceof Refused) return undefined
    throw thrown
  }
}

function namedIn(root: TreeMap, { placeholders = new Map(), pipelines = [] }: LoadOptions): NamedSearches | undefined {
  const body = entryOf(root, 'detection')?.value
  if (body?.kind !== 'map') return undefined
  const draft = draftOf(body, ['timeframe'], {
    logsource: readLogsource(root),
    fields: textsOf(root, 'fields'),
    tags: textsOf(root, 'tags'),
  })
  runPipelines(pipelines, draft)
  const reading = { placeholders, warn: () => undefined }
  return {
    conditions: draft.conditions.map(({ value }) => String(value)),
    searches: [...draft.searches.keys()].map((name) => ({
      name,
      asks: nodeOfDraft({ ...draft, conditions: [{ kind: 'scalar', value: name, at: draft.at }], added: [] }, reading),
    })),
  }
}
