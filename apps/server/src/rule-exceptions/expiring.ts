import type { ExceptionBook } from './exception-book.ts'

/** How often it is looked whether an exception is over, in milliseconds. */
const every = 30_000

/** Publishes the rules anew when an exception is over, so that its end stands in the log. Gives the way to stop. */
export function expireExceptions(
  book: Pick<ExceptionBook, 'filters'>,
  now: () => number,
  publish: () => Promise<unknown>,
): () => void {
  const holding = () =>
    book
      .filters(now())
      .map(({ path }) => path)
      .join()
  let before = holding()
  const timer = setInterval(() => {
    const after = holding()
    if (after === before) return
    // Where it fails it is tried again at the next look.
    publish().then(
      () => {
        before = after
      },
      () => undefined,
    )
  }, every)
  timer.unref()
  return () => clearInterval(timer)
}
