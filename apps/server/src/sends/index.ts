export { sendsCapability } from './capability.ts'
export { type HouseGate, openHouseGate } from './gate/house-gate.ts'
export { sendsMigrations } from './sends.repository.ts'
export { openSentBook } from './sent-book.ts'
