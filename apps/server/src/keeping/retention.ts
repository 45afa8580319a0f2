import type { SourceSetting } from '@tocsin/capability'
import { parseEventId } from '@tocsin/event'
import { everything, type Hold, readHolds, type StateStore, widenHold } from '@tocsin/store'
import { copyEvidence, eventsOfIncident, uncopiedEvidence } from '@tocsin/watch'
import type { Engine } from '../engine.ts'

/** For how long what no source says otherwise of is kept. */
export interface KeptDays {
  readonly rawDays: number
  readonly columnDays: number
  readonly peopleDays: number
}

const dayMillis = 86_400_000

/** Takes out of raw and columns what is past its days and under no hold; evidence is copied before. */
export async function applyRetention(
  engine: Pick<Engine, 'keep' | 'archive' | 'state'>,
  days: KeptDays,
  settings: readonly SourceSetting[],
  now: number,
): Promise<{ readonly frames: number; readonly rows: number; readonly scrubbed: number }> {
  const held = await widenedHolds(engine.state)
  await completeEvidence(engine)
  const rawOf = (days: number) => ({ before: now - days * dayMillis, days })
  const { frames } = await engine.archive('cut', {
    why: 'retention',
    since: now,
    sources: Object.fromEntries(
      settings.flatMap(({ source, rawDays }) => (rawDays === null ? [] : [[source, rawOf(rawDays)]])),
    ),
    others: rawOf(days.rawDays),
    holds: held,
  })
  const peopleDays = Math.min(366, days.peopleDays)
  const { rows, scrubbed } = await engine.keep('retainColumns', {
    now,
    sources: settings.flatMap(({ source, columnDays }) =>
      columnDays === null ? [] : [{ source, days: columnDays, peopleDays }],
    ),
    otherwise: { days: days.columnDays, peopleDays },
    holds: held.map(({ covers }) => covers),
  })
  return { frames, rows, scrubbed }
}

/** The holds that are active; an incident's has what is new of it too. */
export async function widenedHolds(state: StateStore): Promise<readonly Hold[]> {
  for (const { id, covers } of await readHolds(state)) {
    if (covers.incident !== null) await widenHold(state, id, await eventsOfIncident(state, covers.incident))
  }
  return await readHolds(state)
}

/** Evidence that a finding names and has no copy of is copied before retention can reach its frame. */
async function completeEvidence({ keep, state }: Pick<Engine, 'keep' | 'state'>): Promise<void> {
  for (let after = ''; ; ) {
    const events = await uncopiedEvidence(state, after, 100)
    const last = events.at(-1)
    if (last === undefined) return
    after = last
    for (const event of events) {
      const at = parseEventId(event)
      const raw = at === undefined ? undefined : await keep('rawFrame', at, everything)
      const bytes = raw?.kind === 'kept' && raw.whole ? raw.payload : undefined
      const { sql, parameters } = copyEvidence(event, bytes)
      if (raw?.kind !== 'unknown') await state.run({ sql, parameters })
    }
  }
}
