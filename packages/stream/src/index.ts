export type { Flow } from './flow.ts'
