export { sendsCapability } from './capability.ts'
export { sendsMigrations } from './sends.repository.ts'
export { openSentBook } from './sent-book.ts'
