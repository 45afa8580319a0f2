import { useQuery } from '@tanstack/react-query'
import type { IncidentId } from '@tocsin/kit'
import type { WorkHand } from '../actions/action.ts'
import type { IncidentWork } from '../api/contract.ts'
import { mayOf } from '../api/may.ts'
import { meQuery } from '../api/queries.ts'
import { actOnAll } from './acts.ts'
import { bookNow, read, useBook } from './book.ts'
import { decide } from './dialog.ts'
import type { Book } from './work.ts'

/**
 * What can be done about the chosen incidents now; what makes no sense in their state is absent.
 *
 * @param done called once they were closed
 */
export function useWorkHand(ids: readonly IncidentId[], done?: () => void): WorkHand | undefined {
  const book = useBook()
  const { data: me } = useQuery(meQuery)
  return ids.length === 0 || !mayOf(me)('incident.work') ? undefined : workHand(ids, book, me?.name, done)
}

export function workHand(
  ids: readonly IncidentId[],
  book: Book,
  me: string | undefined,
  done: (() => void) | undefined,
): WorkHand {
  const unread = ids.filter((id) => !book.has(id))
  if (unread.length > 0) return unreadHand(ids, unread, me, done)
  const works = ids.flatMap((id): IncidentWork | readonly IncidentWork[] => book.get(id) ?? [])
  const open = works.filter(({ closed }) => closed === undefined)
  const closed = works.filter((work) => work.closed !== undefined)
  const foreign = open.filter(({ owner }) => owner === undefined || owner !== me)
  const mine = open.filter(({ owner }) => owner !== undefined && owner === me)
  return {
    take: foreign.length === 0 ? undefined : () => void actOnAll('take', foreign, 'taken'),
    release: mine.length === 0 ? undefined : () => void actOnAll('release', mine, 'released'),
    close: open.length === 0 ? undefined : () => decide({ what: 'close', works: open, done }),
    reopen: closed.length === 0 ? undefined : () => void actOnAll('reopen', closed, 'reopened'),
    note: works.length === 0 ? undefined : () => decide({ what: 'note', works, done: undefined }),
  }
}

/** A key may be faster than the reading of the work: the act waits for it, and is then what it can be. */
function unreadHand(
  ids: readonly IncidentId[],
  unread: readonly IncidentId[],
  me: string | undefined,
  done: (() => void) | undefined,
): WorkHand {
  const later = (name: keyof WorkHand) => () =>
    void read(unread).then(() => {
      const book = bookNow()
      if (ids.every((id) => book.has(id))) workHand(ids, book, me, done)[name]?.()
    })
  return {
    take: later('take'),
    release: undefined,
    close: later('close'),
    reopen: undefined,
    note: later('note'),
  }
}
