import { lanes, partitionsPerLane } from '@tocsin/event'

/** For each of the 32 partitions, the offset of the next frame that a sink has not yet. */
export type Position = readonly number[]

export function emptyPosition(): Position {
  return new Array<number>(lanes * partitionsPerLane).fill(0)
}

/** The earliest of several positions, partition by partition: where a reader that serves all of them starts. */
export function minPosition(...positions: readonly [Position, ...Position[]]): Position {
  return positions[0].map((_, partition) => Math.min(...positions.map((position) => position[partition] ?? 0)))
}

/** Whether the frame at (partition, offset) is still to come for a sink that stands at `position`. */
export function atOrAfter(position: Position, partition: number, offset: number): boolean {
  return offset >= (position[partition] ?? 0)
}
