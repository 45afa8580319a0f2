import type { Decoder } from '@tocsin/event'
import { shapeDecoder } from '../json/decoder.ts'
import { textDecoder } from '../syslog/decoder.ts'
import { eitherDecoder } from '../wire/either.ts'
import { web as dialect } from './access.ts'
import { webShapes } from './shapes.ts'

/** Reads the logs of web servers, text or JSON; see SPEC.md. */
export const web: Decoder = eitherDecoder('web', textDecoder('web', dialect), shapeDecoder('web', webShapes))
