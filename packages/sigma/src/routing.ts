import type { Rule } from './rule.ts'
import type { LogSource } from './value.ts'

/** Which rules an event's logsources lead to. */
export interface Routing {
  /** Numbers of the logsource groups that fit, as one text: events with the same text share an index. */
  routeOf(logsources: readonly LogSource[]): string
  /** The rules of a route, in their order. */
  rulesOf(route: string): number[]
}

/** Answers are remembered for this many different lists of logsources; hostile input cannot make it more. */
const remembered = 1024

export function routing(rules: readonly Rule[]): Routing {
  const groups = new Map<string, { readonly logsource: LogSource; readonly rules: number[] }>()
  for (const [number, { logsource }] of rules.entries()) {
    const key = keyOf(logsource)
    const group = groups.get(key) ?? { logsource, rules: [] }
    group.rules.push(number)
    groups.set(key, group)
  }
  const list = [...groups.values()]
  const byList = new WeakMap<readonly LogSource[], string>()
  const byText = new Map<string, string>()
  const compute = (logsources: readonly LogSource[]) =>
    list
      .flatMap(({ logsource }, number) => (logsources.some((given) => fits(logsource, given)) ? [number] : []))
      .join(',')
  return {
    routeOf: (logsources) => {
      const known = byList.get(logsources)
      if (known !== undefined) return known
      const text = logsources.map(keyOf).join('\n')
      let route = byText.get(text)
      if (route === undefined) {
        route = compute(logsources)
        if (byText.size >= remembered) byText.clear()
        byText.set(text, route)
      }
      byList.set(logsources, route)
      return route
    },
    rulesOf: (route) => {
      if (route === '') return []
      return route
        .split(',')
        .flatMap((number) => list[Number(number)]?.rules ?? [])
        .sort((a, b) => a - b)
    },
  }
}

/** Whether the event's logsource has every key that the rule states, with the same value, case aside. */
export function fits(stated: LogSource, given: LogSource): boolean {
  return (['product', 'category', 'service'] as const).every(
    (key) => stated[key] === undefined || stated[key] === given[key]?.toLowerCase(),
  )
}

function keyOf({ product, category, service }: LogSource): string {
  return JSON.stringify([product?.toLowerCase(), category?.toLowerCase(), service?.toLowerCase()])
}
