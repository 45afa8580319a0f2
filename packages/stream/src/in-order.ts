/**
 * Gives numbered items out in order, whatever the order in which they come.
 *
 * @param first the number that comes out first; later ones wait for it
 */
export function inOrder<Item>(
  first: number,
  give: (item: Item, seq: number) => void,
): (seq: number, item: Item) => void {
  const waiting = new Map<number, Item>()
  let next = first
  return (seq, item) => {
    if (seq < next || waiting.has(seq)) throw new Error(`batch ${seq} came twice`)
    waiting.set(seq, item)
    for (let ready = waiting.get(next); ready !== undefined; ready = waiting.get(next)) {
      waiting.delete(next)
      give(ready, next++)
    }
  }
}
