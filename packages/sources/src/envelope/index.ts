export { otlp } from './otlp.ts'
export { beats, bulk, hec } from './shippers.ts'
