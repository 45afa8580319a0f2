import type { ZoneId } from '@tocsin/kit'

/** Assets with the same security requirements (IEC 62443-3-2). Levels run from 0 to 4; `undefined` is not known. */
export interface Zone {
  readonly id: ZoneId
  readonly name: string
  readonly targetLevel: number | undefined
  readonly achievedLevel: number | undefined
}

/** A flow that is meant to be between two zones (IEC 62443-3-2). */
export interface Conduit {
  readonly from: ZoneId
  readonly to: ZoneId
  readonly protocol: string
  readonly port: number | undefined
  readonly encrypted: boolean | undefined
}
