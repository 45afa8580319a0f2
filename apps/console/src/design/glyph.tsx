import type { Severity } from '@tocsin/event'

/** The shape of a severity: octagon with bar, triangle, lozenge, circle, dash. Never without its word. */
export function Glyph({ severity }: { readonly severity: Severity }) {
  return (
    <svg className={`g ${severity}`} viewBox="0 0 14 14" aria-hidden="true">
      {shapes[severity]}
    </svg>
  )
}

/** The same shape centred on a point of a drawing. */
export function GlyphAt({ severity, x, y }: { readonly severity: Severity; readonly x: number; readonly y: number }) {
  return (
    <svg className={`g ${severity}`} x={x - 7} y={y - 7} width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      {shapes[severity]}
    </svg>
  )
}

export function Bell() {
  return (
    <svg className="bell" viewBox="0 0 18 18" aria-hidden="true">
      <path
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        d="M2.5 13.2h13M4.4 13V8.2a4.6 4.6 0 0 1 9.2 0V13M9 3.4V1.2"
      />
      <path fill="currentColor" d="M7.2 15h3.6L9 17.4z" />
    </svg>
  )
}

export function HalfDisc() {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path fill="currentColor" d="M8 2a6 6 0 0 1 0 12z" />
    </svg>
  )
}

const shapes = {
  critical: (
    <>
      <path fill="currentColor" d="M4.1 0h5.8L14 4.1v5.8L9.9 14H4.1L0 9.9V4.1z" />
      <path className="hole" fill="none" strokeWidth="2" d="M7 3v5m0 1.4v2" />
    </>
  ),
  high: <path fill="currentColor" d="M7 .6 14 13.4H0z" />,
  medium: <path className="lozenge" strokeWidth="1.4" d="M7 .9 13.1 7 7 13.1.9 7z" />,
  low: <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  info: <path stroke="currentColor" strokeWidth="2" d="M2 7h10" />,
} as const
