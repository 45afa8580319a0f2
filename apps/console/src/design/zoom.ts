/** A stretch of time that is looked at, in milliseconds since the epoch. */
export interface View {
  readonly from: number
  readonly to: number
}

/** The shortest stretch that can be looked at, in milliseconds. */
export const shortest = 1000

/** The view with so many times its length, about its middle; never more than the whole, and never less than a second. */
export function zoomed(view: View, whole: View, times: number): View {
  const most = whole.to - whole.from
  const length = Math.min(most, Math.max(Math.min(shortest, most), (view.to - view.from) * times))
  const middle = (view.from + view.to) / 2
  return within({ from: middle - length / 2, to: middle + length / 2 }, whole)
}

/** The view moved by a share of its own length, as far as the whole goes. */
export function moved(view: View, whole: View, share: number): View {
  const by = (view.to - view.from) * share
  return within({ from: view.from + by, to: view.to + by }, whole)
}

/** Whether there is more than the view shows. */
export function isPart(view: View, whole: View): boolean {
  return view.from > whole.from || view.to < whole.to
}

function within({ from, to }: View, whole: View): View {
  const length = Math.min(to - from, whole.to - whole.from)
  const begin = Math.min(Math.max(from, whole.from), whole.to - length)
  return { from: begin, to: begin + length }
}
