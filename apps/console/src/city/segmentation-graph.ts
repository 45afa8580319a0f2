import type { GraphNode } from '../design/graph.tsx'
import type { GraphEdge } from '../design/graph-layout.ts'
import { printable } from '../design/printable.ts'
import type { useWords } from '../words/use-words.ts'
import type { Segmentation } from './segmentation-api.ts'

/** From the world to the field, as the layers of IEC 62443 lie behind each other; what lies side by side shares a column. */
const layers = [['outside', 'public'], ['perimeter'], ['enterprise'], ['operations'], ['control'], ['field', 'safety']]

/** Zones as a graph: a line where something is meant or was seen between two of them. */
export function graphOf(
  { zones, pairs }: Segmentation,
  { t, format }: Pick<ReturnType<typeof useWords>, 't' | 'format'>,
): { readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[] } {
  const between = pairs.filter(({ from, to }) => from !== to)
  const named = new Set(between.flatMap(({ from, to }) => [from, to]))
  const against = new Map<string, number>()
  for (const { from, to, without } of between) {
    for (const zone of [from, to]) against.set(zone, (against.get(zone) ?? 0) + without)
  }
  const flows = (count: number) => t('segmentation.flowsWithout', { count, n: format.count(count) })
  return {
    nodes: zones
      .filter(({ id }) => named.has(id))
      .map(({ id, name, layer }) => {
        const count = against.get(id) ?? 0
        return {
          id,
          label: printable(name),
          ...(layer === null ? {} : { rank: layers.findIndex((names) => names.includes(layer)) }),
          ...(count > 0
            ? { says: flows(count), mark: 'against' as const }
            : layer === null
              ? {}
              : { says: t(`segmentation.layers.${layer as 'field'}`) }),
        }
      }),
    edges: between.map(({ from, to, meant, without }) => ({
      from,
      to,
      ...(without > 0
        ? { mark: 'against' as const, says: flows(without) }
        : meant > 0
          ? { says: t('segmentation.flowsMeant', { count: meant, n: format.count(meant) }) }
          : { mark: 'unused' as const, says: t('segmentation.neverSeen') }),
    })),
  }
}
