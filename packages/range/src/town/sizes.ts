/** How many of each family a town of some size has. */
export interface Sizes {
  readonly junctions: number
  readonly gateways: number
  readonly cameras: number
  readonly accessPoints: number
  readonly cabinets: number
  readonly substations: number
  readonly valves: number
  readonly buses: number
  readonly displays: number
  readonly chargers: number
  readonly buildings: number
  readonly workstations: number
  readonly accounts: number
  readonly meters: number
  readonly lamps: number
}

export const leastAssets = 300
export const mostAssets = 500_000
export const usualAssets = 12_000

const usual: Sizes = {
  junctions: 240,
  gateways: 60,
  cameras: 260,
  accessPoints: 180,
  cabinets: 320,
  substations: 48,
  valves: 120,
  buses: 130,
  displays: 90,
  chargers: 110,
  buildings: 80,
  workstations: 620,
  accounts: 240,
  meters: 0,
  lamps: 0,
}

const least: Sizes = {
  junctions: 12,
  gateways: 3,
  cameras: 6,
  accessPoints: 4,
  cabinets: 8,
  substations: 6,
  valves: 4,
  buses: 4,
  displays: 3,
  chargers: 3,
  buildings: 4,
  workstations: 8,
  accounts: 6,
  meters: 0,
  lamps: 0,
}

/**
 * The streets stay; what hangs on them grows and shrinks. Beyond the usual size come meters at homes, lamps that report
 * themselves, workplaces and accounts; whatever is left to the number asked for are sensors.
 */
export function sizesFor(assets: number): Sizes {
  if (assets <= usualAssets) {
    const share = (assets - leastAssets) / (usualAssets - leastAssets)
    return mapped((name) => Math.round(least[name] + (usual[name] - least[name]) * share))
  }
  const more = assets - usualAssets
  return {
    ...usual,
    meters: Math.round(more * 0.45),
    lamps: Math.round(more * 0.2),
    workstations: usual.workstations + Math.round(more * 0.1),
    accounts: usual.accounts + Math.round(more * 0.1),
  }
}

function mapped(size: (name: keyof Sizes) => number): Sizes {
  return Object.fromEntries(Object.keys(usual).map((name) => [name, size(name as keyof Sizes)])) as unknown as Sizes
}
