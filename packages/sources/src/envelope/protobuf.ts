/** A field of a protobuf message on the wire (protobuf.dev, Encoding): its number, and its value as bytes or number. */
export interface WireField {
  readonly number: number
  /** Length-delimited (2): the bytes. Varint (0) and fixed (1, 5): the number; a fixed64 as BigInt. */
  readonly value: Uint8Array | number | bigint
  readonly at: number
}

/**
 * Reads the fields of a message in their order. Total: linear in the bytes, no recursion.
 *
 * @returns undefined where the bytes are no message
 */
export function wireFields(bytes: Uint8Array): readonly WireField[] | undefined {
  const fields: WireField[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const varint = (): number | undefined => {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[at++]
      if (byte === undefined) return undefined
      // Past 2^53 digits are lost: lengths that large are refused below, and no field that we read counts so far.
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    return undefined
  }
  while (at < bytes.length) {
    const begin = at
    const tag = varint()
    if (tag === undefined) return undefined
    const number = Math.floor(tag / 8)
    switch (tag % 8) {
      case 0: {
        const value = varint()
        if (value === undefined) return undefined
        fields.push({ number, value, at: begin })
        break
      }
      case 1:
        if (at + 8 > bytes.length) return undefined
        fields.push({ number, value: view.getBigUint64(at, true), at: begin })
        at += 8
        break
      case 2: {
        const length = varint()
        if (length === undefined || at + length > bytes.length) return undefined
        fields.push({ number, value: bytes.subarray(at, at + length), at: begin })
        at += length
        break
      }
      case 5:
        if (at + 4 > bytes.length) return undefined
        fields.push({ number, value: view.getUint32(at, true), at: begin })
        at += 4
        break
      default:
        return undefined
    }
    if (fields.length > maxFields) return undefined
  }
  return fields
}

const maxFields = 100_000

/** The doubles of OTLP come as fixed64. */
export function doubleOf(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, bits)
  return view.getFloat64(0)
}
