import { type IncidentId, TocsinError } from '@tocsin/kit'
import type { HistoryEntry } from './history.ts'
import type { WorkRefusal } from './work.ts'

/** Why an act is refused, as the API says it: `*-conflict` is 409, `not-found` 404, `unavailable` 503. */
export function refusal(why: WorkRefusal | 'not-found' | 'too-late' | 'unavailable', where: string): TocsinError {
  const { code, message, fix } = refusals[why]
  return new TocsinError(code, message.replace('{}', where), { where, fix })
}

/** Somebody was faster: who, what and when. */
export function told(incident: IncidentId, last: HistoryEntry | undefined): TocsinError {
  const who = last === undefined ? 'Nobody has' : `${last.who} has`
  const when = last === undefined ? '' : ` (${last.kind}, ${new Date(last.at).toISOString()})`
  return new TocsinError('conflict', `${who} changed ${incident} since you read it${when}`, {
    where: incident,
    fix: 'Read it again, and decide on what it is now',
  })
}

const refusals = {
  closed: {
    code: 'closed-conflict',
    message: '{} is closed',
    fix: 'Reopen it first, or leave a note',
  },
  'not-closed': { code: 'open-conflict', message: '{} is not closed', fix: 'There is nothing to reopen' },
  nobody: { code: 'owner-conflict', message: 'Nobody owns {}', fix: 'There is nothing to release' },
  'not-grown': { code: 'grown-conflict', message: '{} has not grown', fix: 'There is nothing to reopen' },
  'not-found': { code: 'not-found', message: 'There is no incident {}', fix: 'Check its number' },
  'too-late': {
    code: 'undo-conflict',
    message: 'There is nothing of yours to undo here',
    fix: 'An undo takes back your own act, once, within five minutes; act again instead',
  },
  unavailable: {
    code: 'unavailable',
    message: 'Whether there is an incident {} cannot be told: nobody here keeps incidents',
    fix: 'Switch the watch wing on',
  },
} as const
