import { ApiFailure } from '../api/client.ts'
import type { IncidentWork, Verdict, WorkDone, WorkOutcomes } from '../api/contract.ts'
import { queryClient } from '../api/queries.ts'
import { act, closeAll, noteAll, undoAct, workQuery } from '../api/work.ts'
import { hearOwn, hearWorks } from './book.ts'
import { type Says, toast } from './toast.ts'

/** Takes, releases or reopens incidents, and offers to take it back. */
export async function actOnAll(
  name: 'take' | 'release' | 'reopen',
  works: readonly IncidentWork[],
  says: 'taken' | 'released' | 'reopened',
): Promise<void> {
  const done: WorkDone[] = []
  for (const work of works) {
    try {
      done.push(await act(name, work))
    } catch (error) {
      await tellFailure(error, work.incident)
    }
  }
  finish(done, { kind: says, ids: done.map(({ work }) => work.incident) })
}

/** @returns whether it was written anywhere; where it was not, the text stays with the person */
export function writeNotes(works: readonly IncidentWork[], text: string): Promise<boolean> {
  return actOnce(
    () => noteAll(works, text),
    (ids) => ({ kind: 'noted', ids }),
  )
}

/**
 * @param quietUntil until when what their rules say of the same opens nothing, in milliseconds since the epoch
 * @returns whether any of them was closed
 */
export function close(
  works: readonly IncidentWork[],
  verdict: Verdict,
  reason: string,
  quietUntil: number | undefined,
): Promise<boolean> {
  return actOnce(
    () => closeAll(works, verdict, reason, quietUntil),
    (ids) =>
      quietUntil === undefined ? { kind: 'closed', ids, verdict } : { kind: 'quieted', ids, verdict, quietUntil },
  )
}

/** One request about all of them, and one undo. @returns whether any of it was done */
async function actOnce(ask: () => Promise<WorkOutcomes>, says: (ids: readonly string[]) => Says): Promise<boolean> {
  try {
    const { act: name, outcomes } = await ask()
    const done = outcomes.flatMap((outcome) => (outcome.done ? [outcome.work] : []))
    const [failed, ...others] = outcomes.filter((outcome) => !outcome.done)
    hearOwn(done)
    changed(done)
    const undo = done.length === 0 ? undefined : () => void takeBack([name])
    if (failed === undefined) toast(says(done.map(({ incident }) => incident)), undo)
    else if (done.length === 0 && others.length === 0) await tellConflict(failed.incident)
    else toast({ kind: 'partly', done: done.length, failed: others.length + 1 }, undo)
    return done.length > 0
  } catch (error) {
    await tellFailure(error, undefined)
    return false
  }
}

async function takeBack(acts: readonly string[]): Promise<void> {
  try {
    const outcomes = (await Promise.all(acts.map(undoAct))).flatMap((answer) => answer.outcomes)
    const done = outcomes.flatMap((outcome) => (outcome.done ? [outcome.work] : []))
    const failed = outcomes.filter((outcome) => !outcome.done)
    hearOwn(done)
    changed(done)
    const [first] = failed
    if (first !== undefined && done.length === 0) await tellConflict(first.incident)
    else if (failed.length > 0) toast({ kind: 'partly', done: done.length, failed: failed.length })
    else toast({ kind: 'undone', ids: done.map(({ incident }) => incident) })
  } catch (error) {
    await tellFailure(error, undefined)
  }
}

function finish(done: readonly WorkDone[], says: Says): void {
  if (done.length === 0) return
  const works = done.map(({ work }) => work)
  hearOwn(works)
  changed(works)
  toast(says, () => void takeBack(done.map(({ act: name }) => name)))
}

function changed(works: readonly IncidentWork[]): void {
  void queryClient.invalidateQueries({ queryKey: ['counts'] })
  void queryClient.invalidateQueries({ queryKey: ['quiet'] })
  for (const { incident } of works) void queryClient.invalidateQueries({ queryKey: ['work', incident] })
}

async function tellFailure(error: unknown, incident: string | undefined): Promise<void> {
  if (error instanceof ApiFailure && error.code?.endsWith('conflict') === true && incident !== undefined) {
    await tellConflict(incident)
  } else toast({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
}

/** Somebody was faster: reads the work again, and says who it was. */
async function tellConflict(id: string): Promise<void> {
  const { work, history } = await queryClient.fetchQuery({ ...workQuery(id), staleTime: 0 }).catch(() => unread)
  if (work !== undefined) hearWorks([work])
  toast({ kind: 'conflict', id, last: history[0] })
}

const unread = { work: undefined, history: [] } as const
