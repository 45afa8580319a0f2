import type { Decoder } from '@tocsin/event'
import { shapeDecoder } from '../json/decoder.ts'
import { gitlabShape } from './shape.ts'

/** Reads GitLab's JSON logs; see SPEC.md. */
export const gitlab: Decoder = shapeDecoder('gitlab', [gitlabShape])
