import { Fragment } from 'react'
import { useMedia } from '../app/use-media.ts'
import { type HexCell, type HexLine, hexLines } from './hex-lines.ts'

interface HexProps {
  readonly bytes: Uint8Array
  readonly ranges: readonly (readonly [start: number, end: number])[]
}

/** The most bytes that are drawn. */
export const mostDrawn = 4096

/** The exact bytes of a frame, as digits and signs, with the marker on what matched. */
export function Hex({ bytes, ranges }: HexProps) {
  // Half a line on a phone: nothing scrolls sideways.
  const width = useMedia('(max-width: 719px)') ? 8 : 16
  return (
    <pre className="hex">
      {hexLines(bytes.subarray(0, mostDrawn), ranges, width).map((line) => (
        <Line key={line.offset} line={line} width={width} />
      ))}
    </pre>
  )
}

function Line({ line: { offset, cells }, width }: { readonly line: HexLine; readonly width: number }) {
  const missing = width - cells.length
  return (
    <>
      <span className="offset">{`${offset}  `}</span>
      {cells.map((cell) => (
        <Fragment key={cell.at}>
          <Cell cell={cell} text={cell.hex} />
          {cell.at % 8 === 7 ? '  ' : ' '}
        </Fragment>
      ))}
      {' '.repeat(missing * 3 + Math.ceil(missing / 8))}
      {cells.map((cell) => (
        <Cell key={cell.at} cell={cell} text={cell.sign} />
      ))}
      {'\n'}
    </>
  )
}

function Cell({ cell, text }: { readonly cell: HexCell; readonly text: string }) {
  return cell.matched ? <mark>{text}</mark> : text
}
