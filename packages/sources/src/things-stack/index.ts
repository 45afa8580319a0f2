import type { Decoder } from '@tocsin/event'
import { shapeDecoder } from '../json/decoder.ts'
import { thingsStackShape } from './shape.ts'

/** Reads The Things Stack's join-accept and uplink messages; see SPEC.md. */
export const thingsStack: Decoder = shapeDecoder('things-stack', [thingsStackShape])
