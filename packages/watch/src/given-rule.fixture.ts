import type { Correlation, CorrelationHit, Rule, RuleHead } from '@tocsin/sigma'
import { minute, morning } from './given.fixture.ts'

const head: RuleHead = {
  id: 'r-1',
  title: 'Odd command',
  level: 'high',
  status: 'test',
  tags: [],
  techniques: [],
  falsepositives: [],
  references: [],
  path: 'r.yml',
  line: 1,
  version: 'v1',
  warnings: [],
}

export function aRule(but: Partial<Rule> = {}): Rule {
  const detection = { kind: 'and', nodes: [] } as const
  return { ...head, kind: 'rule', logsource: {}, fields: [], detection, filters: [], ...but }
}

export function aCorrelation(but: Partial<Correlation> = {}): Correlation {
  return {
    ...head,
    id: 'c-1',
    title: 'Many failed sign-ins',
    kind: 'correlation',
    type: 'event_count',
    rules: ['r-1'],
    groupBy: ['IpAddress', 'Computer'],
    aliases: new Map(),
    timespan: 5 * minute,
    condition: [{ is: 'gte', than: 30 }],
    valueFields: ['TargetUserName'],
    percentile: 95,
    generate: false,
    ...but,
  }
}

export function aHit(but: Partial<CorrelationHit> = {}): CorrelationHit {
  return {
    correlation: aCorrelation(),
    group: [
      ['IpAddress', '198.51.100.7'],
      ['Computer', 'gw-01'],
    ],
    tags: ['3.1.0', '3.2.0'],
    others: [],
    count: 31,
    first: morning,
    last: morning + 4 * minute + 10_000,
    ...but,
  }
}
