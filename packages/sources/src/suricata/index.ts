import type { Decoder } from '@tocsin/event'
import { shapeDecoder } from '../json/decoder.ts'
import { suricataShape } from './shape.ts'

/** Reads Suricata's eve.json, one record a frame; see SPEC.md. */
export const suricata: Decoder = shapeDecoder('suricata', [suricataShape])
