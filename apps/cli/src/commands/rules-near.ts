import type { Nearness } from '@tocsin/sigma'
import type { WaitedNear } from '@tocsin/watch'
import { plain, print, when } from '../output.ts'

const signs = { gt: '>', gte: '>=', lt: '<', lte: '<=', eq: '=', neq: '!=' } as const

/** How near a correlation is to its condition, the nearest groups first. */
export function tellNear({ title, rule, condition, heard, groups, nearest, at, realm, over }: WaitedNear): void {
  const bounds = condition.map(({ is, than }) => `${signs[is]} ${than}`).join(' and ')
  print(`${plain(title)} (${plain(rule)}) speaks at ${bounds}; over ${realm} events it heard`)
  for (const one of heard) print(`  ${String(one.spoke).padStart(8)}  ${plain(one.title)}`)
  if (over > 0) print(`  ${over} older hits were too many to be kept: groups may be nearer than is shown`)
  tellGroups({ groups, nearest }, at, heard)
}

/** @param heard the rules by which those that are still missing are named */
export function tellGroups(
  { groups, nearest }: Nearness,
  at: number,
  heard: readonly { readonly rule: string; readonly title: string }[],
): void {
  print(
    groups === 0
      ? '  no group has events in its window'
      : `  groups with events in the window at ${when(at)}: ${groups}`,
  )
  const titles = new Map(heard.map((one) => [one.rule, one.title]))
  for (const { group, value, events, holds, missing, unheard = [], ends } of nearest) {
    const of = group.length === 0 ? 'all events' : group.map(([field, found]) => `${field} ${String(found)}`).join(', ')
    const lacks = holds ? 'it holds' : missing === undefined ? 'more would not make it hold' : `${missing} missing`
    const which = unheard.length === 0 ? '' : ` (${unheard.map((id) => titles.get(id) ?? id).join(', ')})`
    print(`    ${plain(of)}: ${value ?? events}, ${lacks}${plain(which)}; the oldest event leaves at ${when(ends)}`)
  }
}
