export { type SampleControls, sampleCapability } from './capability.ts'
export { furnish, letVisitorsIn } from './furnish.ts'
