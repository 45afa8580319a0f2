export { type ExceptionOptions, exceptionCapability } from './capability.ts'
export { openExceptions } from './exception-book.ts'
export { expireExceptions } from './expiring.ts'
