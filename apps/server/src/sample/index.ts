export { type SampleControls, sampleCapability } from './capability.ts'
export { letVisitorsIn } from './let-visitors-in.ts'
