export { type Plan, type PlanFeature, planOf } from './town/plan.ts'
export type { Thing } from './town/site.ts'
export { leastAssets, mostAssets, usualAssets } from './town/sizes.ts'
export { buildTown, type Town, type TownOptions } from './town/town.ts'
