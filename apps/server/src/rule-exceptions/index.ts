export { type ExceptionOptions, exceptionCapability } from './capability.ts'
export { narrowedBy, type Pairs, pairsShape } from './exception.ts'
export { openExceptions } from './exception-book.ts'
export { expireExceptions } from './expiring.ts'
