export { keepingCapability } from './capability.ts'
export { type Keeping, openKeeping } from './keeping.ts'
export { roomOf } from './room.ts'
