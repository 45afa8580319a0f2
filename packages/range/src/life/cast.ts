import type { Thing } from '../town/site.ts'

/** Who and what a day is about. */
export interface Cast {
  readonly junctions: readonly Thing[]
  readonly pumps: readonly Thing[]
  readonly tanks: readonly Thing[]
  readonly workplaces: readonly Thing[]
  readonly agents: readonly Thing[]
  readonly cabinets: readonly Thing[]
}

export function castOf(things: readonly Thing[]): Cast {
  const of = (kind: Thing['kind']) => things.filter((thing) => thing.kind === kind)
  return {
    junctions: of('signal-controller'),
    pumps: of('pump'),
    tanks: of('rtu').filter(({ id }) => id.startsWith('reservoir')),
    workplaces: of('workstation').filter(({ zone }) => zone === 'bureautique'),
    agents: of('personal-account'),
    cabinets: of('lighting-cabinet'),
  }
}
