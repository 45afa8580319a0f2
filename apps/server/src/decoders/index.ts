export { decoderFiles } from './decoder-files.ts'
export { type Formats, openFormats } from './desk.ts'
