import type { Finding } from '@tocsin/event'
import { type KeyboardEvent, type MouseEvent, useId, useState } from 'react'
import { GlyphAt } from '../design/glyph.tsx'
import { printable } from '../design/printable.ts'
import { timeScale } from '../design/scale.ts'
import { useWidth } from '../design/use-width.ts'
import { isPart, type View } from '../design/zoom.ts'
import { lookedAt, ZoomTools } from '../design/zoom-tools.tsx'
import { useNow } from '../format/now.ts'
import { useWords } from '../words/use-words.ts'
import { lanesOf, mostLanes } from './lanes.ts'

interface TimelineProps {
  readonly id: string
  readonly findings: readonly Finding[]
}

const laneHeight = 44

/**
 * Findings over time, one lane a rule, drawn at its real size. A mark leads to its finding; arrows step through them. Buttons
 * and keys look closer; what lies outside of the view is in the list below.
 */
export function Timeline({ id: incident, findings }: TimelineProps) {
  const { t, format, say } = useWords()
  const [frame, width] = useWidth<HTMLElement>(800)
  const now = useNow()
  const all = lanesOf(findings)
  const lanes = all.slice(0, mostLanes)
  const times = findings.flatMap(({ time, evidence }) => [time, ...evidence.map((one) => one.time)])
  const first = Math.min(...times)
  const last = Math.max(...times)
  const id = useId()
  // Within a second everything is one moment: stretched out it would look like a long story
  const lasts = last - first >= 1000
  const { from, to } = timeScale(lasts ? first : last, last, 1, width - 1)
  const whole = { from, to }
  const [looked, look] = useState<View>()
  const view = looked ?? whole
  const scale = timeScale(view.from, view.to, 1, width - 1, format.offset(first), 0)
  const bottom = lanes.length * laneHeight + 8
  return (
    <figure
      className="timeline"
      ref={frame}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return
        const to = lookedAt(event, view, whole)
        if (to === undefined) return
        look(isPart(to, whole) ? to : undefined)
        event.preventDefault()
        event.stopPropagation()
      }}
    >
      {lasts && (
        <>
          <ZoomTools view={view} whole={whole} look={look} />
          <span className="sr" id={`${id}-keys`}>
            {t('parts.zoomKeys')}
          </span>
        </>
      )}
      <svg width={width} height={bottom + 24} aria-describedby={lasts ? `${id}-keys` : undefined}>
        <title>
          {t('incident.timelineLabel', { id: incident, first: format.at(first, now), last: format.at(last, now) })}
        </title>
        {scale.ticks(96).map((tick) => (
          <g key={tick}>
            <path className="grid" d={`M${Math.round(scale.x(tick)) + 0.5} 0V${bottom}`} />
            <text x={clamp(scale.x(tick), 28, width - 28)} y={bottom + 18} textAnchor="middle">
              {format.tick(tick, scale.to - scale.from)}
            </text>
          </g>
        ))}
        <path className="axis" d={`M0 ${bottom + 0.5}H${width}`} />
        {lanes.map((lane, index) => {
          const y = index * laneHeight + 32
          return (
            <g key={lane.id}>
              <text className="ink-2 halo" x="0" y={y - 16}>
                {shortened(printable(lane.says === undefined ? lane.title : say(lane.says)), width)}
              </text>
              <path className="grid" d={`M0 ${y + 0.5}H${width}`} />
              {lane.findings
                .filter((finding) => touches(finding, view))
                .map((finding) => (
                  <FindingMark key={finding.id} finding={finding} y={y} x={scale.x} says={say(finding.reason)} />
                ))}
            </g>
          )
        })}
      </svg>
      {all.length > mostLanes && <p className="faint">{t('incident.otherLanes', { count: all.length - mostLanes })}</p>}
    </figure>
  )
}

/** Whether any of a finding lies in the view. */
function touches({ time, evidence }: Finding, { from, to }: View): boolean {
  const first = Math.min(time, ...evidence.map((one) => one.time))
  return first <= to && time >= from
}

interface FindingMarkProps {
  readonly finding: Finding
  readonly y: number
  readonly says: string
  x(time: number): number
}

/** A finding: the range of its events as a bar, each event a tick, the shape where it was said. */
function FindingMark({ finding, x, y, says }: FindingMarkProps) {
  const at = x(finding.time)
  const from = Math.min(at, ...finding.evidence.map(({ time }) => x(time)))
  return (
    <a
      href={`#finding-${finding.id}`}
      className="mark-of"
      aria-label={says}
      onClick={goToFinding}
      onKeyDown={stepWithArrows}
    >
      <title>{says}</title>
      {at - from > 1 && <rect className="span-of" x={from} y={y - 3} width={at - from} height="6" />}
      {finding.evidence.length > 1 &&
        finding.evidence.map(({ event, time }) => (
          <path key={event} className="event-of" d={`M${x(time)} ${y - 6}v12`} />
        ))}
      <rect className="reach" x={at - 12} y={y - 12} width="24" height="24" />
      <GlyphAt severity={finding.severity} x={at} y={y} />
    </a>
  )
}

function goToFinding(event: MouseEvent): void {
  const target = document.getElementById(event.currentTarget.getAttribute('href')?.slice(1) ?? '')
  if (target === null) return
  event.preventDefault()
  target.scrollIntoView({ block: 'start' })
  target.focus({ preventScroll: true })
}

function stepWithArrows(event: KeyboardEvent): void {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
  if (by === 0 || event.shiftKey) return
  const marks = [...(event.currentTarget.closest('svg')?.querySelectorAll('a') ?? [])]
  const at = marks.findIndex((mark) => mark.isSameNode(event.currentTarget))
  marks[at + by]?.focus()
  event.preventDefault()
}

/** About seven pixels a letter at the smallest size. */
function shortened(text: string, width: number): string {
  const most = Math.floor(width / 7)
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
